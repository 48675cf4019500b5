using System.Reflection;
using Spectre.Console;

namespace Kolosal.CommandLine;

/// <summary>What a person has to know once the server is up, and what to type next.</summary>
/// <param name="Address">Where it serves.</param>
/// <param name="Key">The admin key when this start has made it; it is shown this once.</param>
/// <param name="DataFolder">Everything that must survive.</param>
internal sealed record Greeting(Uri Address, string? Key, string DataFolder)
{
    /// <summary>Upload, train, predict.</summary>
    public string[] NextCommands =>
    [
        $"curl -H {Header} -F file=@data.csv {new Uri(Address, "/api/data/upload")}",
        $"curl -H {Header} --json '{{\"dataset_id\":\"ds_…\",\"target\":\"to_predict\",\"max_trials\":20}}' {new Uri(Address, "/api/automl/run")}",
        $"curl -H {Header} --json '{{\"model_id\":\"…\",\"rows\":[{{\"column\":1}}]}}' {new Uri(Address, "/api/predict")}",
    ];

    private string Origin => Address.GetLeftPart(UriPartial.Authority);

    private string Header => Key is null ? "\"X-Api-Key: $KEY\"" : $"'X-Api-Key: {Key}'";

    /// <summary>For a person. Lines are not wrapped: a command that is broken in two cannot be copied.</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="withCommands">Show what to type next.</param>
    public void Show(IAnsiConsole console, bool withCommands)
    {
        console.MarkupLine($"[bold]Kolosal {Version}[/]");
        Line(console, "Address", $"{Origin}   API browser: {new Uri(Address, "/docs")}");
        if (Key is not null) Line(console, "Admin key", $"{Key}   shown this once");
        Line(console, "Data", DataFolder);
        if (!withCommands) return;
        console.WriteLine();
        foreach (string command in NextCommands) console.Profile.Out.Writer.WriteLine(command);
        console.Profile.Out.Writer.Flush();
    }

    /// <summary>For a program that reads the output: one line each.</summary>
    public void Tell(TextWriter output)
    {
        output.WriteLine($"Kolosal serves on {Origin}; API browser at /docs.");
        if (Key is not null) output.WriteLine($"Admin API key, shown this once: {Key}");
    }

    private static string Version =>
        typeof(Greeting).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static void Line(IAnsiConsole console, string what, string value)
    {
        console.Markup($"  [blue]{what,-10}[/]");
        console.Profile.Out.Writer.WriteLine(value);
    }
}
