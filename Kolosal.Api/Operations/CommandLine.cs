namespace Kolosal.Operations;

/// <summary>What the program was started for: <c>up</c> (also without a word) serves, <c>demo</c> serves and tells the demo's story.</summary>
/// <param name="Demo">Tell the story once the server is up.</param>
/// <param name="Stop">Stop when it is told, for scripts: <c>demo --stop</c>.</param>
/// <param name="Settings">The other arguments, <c>--Section:Key=value</c>: configuration.</param>
internal sealed record CommandLine(bool Demo, bool Stop, string[] Settings)
{
    /// <returns>Null for a command that does not exist.</returns>
    public static CommandLine? Parse(string[] args)
    {
        string command = args is [{ } first, ..] && !first.StartsWith('-') ? first : "up";
        string[] rest = args is [{ } word, ..] && word == command ? args[1..] : args;
        return command is "up" or "demo" ? new(command == "demo", rest.Contains("--stop"), [.. rest.Where(argument => argument != "--stop")]) : null;
    }

    /// <summary>Defaults of a server that a person starts by hand; configuration of any kind goes before them.</summary>
    public Dictionary<string, string?> Defaults => new()
    {
        ["urls"] = "http://localhost:8080",

        // The story is for reading; what goes wrong is still shown.
        ["Kolosal:Logging:Level"] = Demo ? "Warning" : "Information",
    };
}
