using System.Diagnostics;

namespace Kolosal.Storage.Keys;

/// <summary>The master key behind a program, which asks a vault: it prints the key as one line of base64, or takes a new one on its input.</summary>
/// <param name="read">Program and arguments that print the key.</param>
/// <param name="write">Program and arguments that store the line that they read; null when only people change the key.</param>
internal sealed class CommandMasterKey(IReadOnlyList<string> read, IReadOnlyList<string>? write) : IMasterKeyStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Name => "command";

    public byte[]? Next => null;

    public bool CanWrite => write is not null;

    public byte[] Read() => MasterKeyText.Parse(Run(read, null), "the output of the command of the master key");

    public void Write(byte[] key) => Run(write ?? throw new NotSupportedException("There is no command that stores a key."),
        Convert.ToBase64String(key));

    // What the program says on its error channel is left where it goes: it may be shown, a key may not.
    private static string Run(IReadOnlyList<string> command, string? input)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (string argument in command.Skip(1)) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"The command '{command[0]}' did not start.");
        if (input is not null) process.StandardInput.WriteLine(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            throw new InvalidOperationException($"The command '{command[0]}' of the master key took longer than {Patience.TotalSeconds:0} seconds.");
        }

        string text = output.GetAwaiter().GetResult();
        return process.ExitCode == 0 ? text
            : throw new InvalidOperationException($"The command '{command[0]}' of the master key ended with code {process.ExitCode}.");
    }
}
