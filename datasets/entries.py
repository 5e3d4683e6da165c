"""What the datasets package puts into the registry. Imported when the apps are ready."""
