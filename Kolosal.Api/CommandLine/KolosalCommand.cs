using System.CommandLine;
using System.CommandLine.Help;
using Kolosal.Relocation;

namespace Kolosal.CommandLine;

/// <summary>The program's commands: <c>up</c> (also without a word), <c>demo</c> and <c>migrate</c>, to which what they do not know is configuration;
/// <c>restore</c>, <c>drift</c>, <c>package</c>, <c>audit</c>, <c>operations</c> and <c>completion</c>, which need no server; those that ask one
/// (<see cref="ClientCommands"/>), and <c>call</c> for whatever else a server does.</summary>
internal static class KolosalCommand
{
    private const int NotStarted = 1, WrongUsage = 2;

    private const int PipedWidth = 120;

    /// <param name="args">As the program got them.</param>
    /// <param name="serve">Runs the server until it stops, and answers the exit code.</param>
    /// <param name="output">Where results go; null for the program's own output.</param>
    /// <param name="error">Where everything else goes; null for the program's own.</param>
    /// <param name="cancel">Stops a command that asks a server, as Ctrl-C does.</param>
    /// <returns>The exit code: 1 when it did not start or was refused, 2 for arguments that mean nothing; see <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        string[] args, Func<Start, Task<int>> serve, TextWriter? output = null, TextWriter? error = null, CancellationToken cancel = default)
    {
        var parsed = Parse(args, serve);

        // Ctrl-C is the host's; a fault that has no words for people is the runtime's to show.
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        if (output is not null) invocation.Output = output;
        if (error is not null) invocation.Error = error;
        try
        {
            int code = await parsed.InvokeAsync(invocation, cancel);
            return parsed.Errors.Count > 0 ? WrongUsage : code;
        }
        catch (Exception fault) when (StartRefusal.Of(fault) is { } reason)
        {
            await invocation.Error.WriteLineAsync($"Kolosal did not start. {reason}");
            return NotStarted;
        }
    }

    /// <summary>What arguments mean; nothing is run.</summary>
    /// <param name="args">As the program gets them.</param>
    /// <param name="serve">Runs the server.</param>
    internal static ParseResult Parse(string[] args, Func<Start, Task<int>> serve) =>
        Create(serve, CallCommand.IsMeant(args)).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <param name="serve">Runs the server.</param>
    /// <param name="withOperations">Make the commands of all operations, too: some hundreds.</param>
    private static RootCommand Create(Func<Start, Task<int>> serve, bool withOperations)
    {
        var stop = new Option<bool>("--stop") { Description = "Stops when the story is told, for scripts." };
        var up = new Command("up", "Serves, on http://localhost:8080 unless --urls says otherwise.");
        var demo = new Command("demo", "Serves, and shows the whole flow on real data; the server stays up.") { stop };
        var root = new RootCommand("Kolosal trains, tunes, serves, watches and governs models on tabular data. Settings: --Section:Key=value.")
        {
            up, demo, Migrate(), RestoreCommand.Create(), DriftCommand.Create(), PackageCommand.Create(), AuditCommand.Create(),
            OperationsCommand.Create(), CompletionCommand.Create(),
        };
        foreach (var command in ClientCommands.All()) root.Add(command);
        root.Add(CallCommand.Create(withOperations));

        // Into a pipe the library takes lines to be endless, and sets every description behind the longest name there is.
        if (Console.IsOutputRedirected)
        {
            foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpAction { MaxWidth = PipedWidth };
        }

        foreach (var command in (Command[])[root, up, demo])
        {
            command.TreatUnmatchedTokensAsErrors = false;
            command.SetAction((parsed, _) =>
            {
                string[] settings = [.. parsed.UnmatchedTokens];
                if (Meaningless(settings) is not { } wrong)
                    return serve(new Start(command == demo, parsed.GetValue(stop), !Console.IsOutputRedirected, settings));
                parsed.InvocationConfiguration.Error.WriteLine($"'{wrong}' is no command and no setting (--Section:Key=value). See --help.");
                return Task.FromResult(WrongUsage);
            });
        }
        return root;
    }

    private static Command Migrate()
    {
        var migrate = new Command("migrate", "Moves this machine's data to a cluster's PostgreSQL; what it needs to know, it says.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        migrate.SetAction((parsed, cancel) => ClusterMigration.RunAsync(
            [.. parsed.UnmatchedTokens], parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancel));
        return migrate;
    }

    /// <summary>The first argument that is neither <c>--key=value</c> nor <c>--key value</c>; null when there is none.</summary>
    private static string? Meaningless(string[] settings)
    {
        for (int i = 0; i < settings.Length; i++)
        {
            if (!settings[i].StartsWith("--", StringComparison.Ordinal)) return settings[i];
            if (settings[i].Contains('=', StringComparison.Ordinal)) continue;
            if (i + 1 == settings.Length || settings[i + 1].StartsWith("--", StringComparison.Ordinal)) return settings[i];
            i++;
        }
        return null;
    }
}
