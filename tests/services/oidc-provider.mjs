// The certified OpenID provider, in memory, for tests. Configuration comes as JSON in OIDC_TEST; the address is
// printed as JSON when it listens. POST /misbehave with one of the names below makes its next answers wrong in
// exactly one way, signed with its own key, so that only the check under test can refuse them.
import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const test = JSON.parse(process.env.OIDC_TEST);
const now = () => Math.floor(Date.now() / 1000);
const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
const kid = 'test';
let misbehaviour = '';
let delay = null;

const TOKENS = {
  issuer: (claims) => ({ ...claims, iss: 'http://issuer.example' }),
  audience: (claims) => ({ ...claims, aud: 'another-client' }),
  'shared audience': (claims) => ({ ...claims, aud: [claims.aud, 'another-client'] }),
  'authorized party': (claims) => ({ ...claims, azp: 'another-client' }),
  nonce: (claims) => ({ ...claims, nonce: 'of-another-visit' }),
  expired: (claims) => ({ ...claims, iat: now() - 7200, exp: now() - 3600 }),
  'no expiry': ({ exp, ...claims }) => claims,
  'issued in the future': (claims) => ({ ...claims, iat: now() + 3600 }),
  'fast clock': (claims) => ({ ...claims, iat: now() + 5 }),
};

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function sign(claims, key) {
  const body = `${encode({ alg: 'RS256', kid, typ: 'JWT' })}.${encode(claims)}`;
  return `${body}.${createSign('RSA-SHA256').update(body).sign(key, 'base64url')}`;
}

function reissue(token) {
  const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  if (misbehaviour === 'unsigned') return `${encode({ alg: 'none', kid })}.${encode(claims)}.`;
  if (misbehaviour === 'foreign key') return sign(claims, foreign.privateKey);
  return misbehaviour in TOKENS ? sign(TOKENS[misbehaviour](claims), ours.privateKey) : token;
}

async function tamper(ctx, next) {
  if (ctx.path === '/misbehave') {
    misbehaviour = ctx.get('x-misbehaviour');
    delay?.();
    ctx.body = 'ok';
    return;
  }
  await next();
  if (ctx.path === '/token' && ctx.body?.id_token) {
    if (misbehaviour === 'silence') await new Promise((resolve) => { delay = resolve; });
    if (misbehaviour === 'no token') delete ctx.body.id_token;
    else ctx.body.id_token = reissue(ctx.body.id_token);
  }
  if (ctx.path === '/me' && misbehaviour === 'subject of userinfo') ctx.body.sub = test.impersonate;
  if (ctx.path === '/me' && misbehaviour === 'a list for userinfo') ctx.body = [ctx.body];
}

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: test.client_id,
      client_secret: test.client_secret,
      redirect_uris: test.redirect_uris,
    }],
    claims: { openid: ['sub'], profile: ['given_name', 'family_name'], email: ['email', 'email_verified'] },
    cookies: { keys: ['for-tests'] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...test.people[sub] }) }),
    jwks: { keys: [{ ...ours.privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] },
    pkce: { required: () => true },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  });
  provider.use(tamper);
  server.on('request', provider.callback());
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});

// The tests hold the other end of standard input: when they end, however they end, so does this.
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
