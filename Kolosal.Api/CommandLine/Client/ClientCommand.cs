using System.CommandLine;
using System.Runtime.InteropServices;

namespace Kolosal.CommandLine;

/// <summary>What a client command works with.</summary>
/// <param name="Server">The server.</param>
/// <param name="Terminal">Where it writes.</param>
/// <param name="Json">The result is a JSON document.</param>
/// <param name="Arguments">What was typed.</param>
internal sealed record ClientWork(ServerConnection Server, Terminal Terminal, bool Json, ParseResult Arguments)
{
    public T? Value<T>(Argument<T> argument) => Arguments.GetValue(argument);

    public T? Value<T>(Option<T> option) => Arguments.GetValue(option);
}

/// <summary>A command that asks a server: its options, and how it ends.</summary>
internal sealed class ClientCommand : Command
{
    private const string DefaultServer = "http://localhost:8080";

    private readonly Option<string?> server = new("--server") { Description = $"Where the server is; else KOLOSAL_SERVER, else {DefaultServer}." };
    private readonly Option<string?> apiKey = new("--api-key") { Description = "The key to ask with; else KOLOSAL_API_KEY." };
    private readonly Option<bool> json = new("--json") { Description = "Writes the result as a JSON document." };

    /// <param name="name">The word.</param>
    /// <param name="description">For the help.</param>
    /// <param name="run">Does it, and answers the exit code.</param>
    /// <param name="symbols">Its own arguments and options; among them what the answer goes to, when it is a document whatever is typed.</param>
    public ClientCommand(string name, string description, Func<ClientWork, CancellationToken, Task<int>> run, params Symbol[] symbols)
        : base(name, description)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) Add(argument);
            else if (symbol is Option option) Add(option);
        }
        foreach (var option in (Option[])[server, apiKey]) Add(option);
        if (!symbols.Contains(Asking.Out)) Add(json);
        SetAction((parsed, cancel) => RunAsync(parsed, run, cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<ClientWork, CancellationToken, Task<int>> run, CancellationToken cancel)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            using var connection = Connect(parsed);
            bool rich = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
            return await run(new(connection, new Terminal(output, error, rich), parsed.GetValue(json), parsed), stopping.Token);
        }
        catch (CommandException refused)
        {
            await error.WriteLineAsync(refused.Message);
            return refused.ExitCode;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(fault.Message);
            return ExitCodes.Failed;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true; // the command ends by itself, after it has told the server
            stopping.Cancel();
        }
    }

    private ServerConnection Connect(ParseResult parsed)
    {
        string address = parsed.GetValue(server) ?? Environment.GetEnvironmentVariable("KOLOSAL_SERVER") ?? DefaultServer;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new CommandException(ExitCodes.WrongUsage, $"A server is an address such as {DefaultServer}, got '{address}'.");
        string? key = parsed.GetValue(apiKey) ?? Environment.GetEnvironmentVariable("KOLOSAL_API_KEY");
        return !string.IsNullOrEmpty(key) ? new(uri, key)
            : throw new CommandException(ExitCodes.WrongUsage, "Need an API key: --api-key or KOLOSAL_API_KEY. 'kolosal up' prints the first one.");
    }
}
