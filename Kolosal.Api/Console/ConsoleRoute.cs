namespace Kolosal.WebConsole;

/// <summary>On an endpoint: it is the console's, on a branch of its own, and none of the API's.</summary>
public sealed record ConsoleRoute;
