"""What the members package puts into the registry. Imported when the apps are ready."""
