namespace Kolosal.CommandLine;

/// <summary>What the program was started for.</summary>
/// <param name="Demo">Tell the demo's story once the server is up.</param>
/// <param name="Stop">Stop when it is told, for scripts.</param>
/// <param name="Terminal">A person reads standard output.</param>
/// <param name="Settings">Configuration from the command line: <c>--Section:Key=value</c>.</param>
internal sealed record Start(bool Demo, bool Stop, bool Terminal, string[] Settings)
{
    /// <summary>Defaults of a server that is started by hand; configuration of any kind goes before them.</summary>
    public Dictionary<string, string?> Defaults => new()
    {
        ["urls"] = "http://localhost:8080",

        // A person reads the greeting or the story; what goes wrong is still shown.
        ["Kolosal:Logging:Level"] = Demo || Terminal ? "Warning" : "Information",
    };
}
