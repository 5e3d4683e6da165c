"""What the liaisons package puts into the registry. Imported when the apps are ready."""
