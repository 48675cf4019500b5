using Kolosal.Audit;
using Kolosal.Storage.Keys;

namespace Kolosal.CommandLine;

/// <summary>What <c>kolosal audit verify</c> does, and the verifier that is a program of its own: checks a receipt or an export by itself.</summary>
internal static class OfflineVerification
{
    private const int Holds = 0, Broken = 1, WrongUsage = 2;

    /// <param name="path">The file.</param>
    /// <param name="keyText">The key that must have signed it, or null.</param>
    /// <param name="output">Gets the finding.</param>
    /// <param name="error">Gets what kept it from being checked.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string path, string? keyText, TextWriter output, TextWriter error)
    {
        NoteKey? trusted = null;
        if (keyText is not null)
        {
            try
            {
                trusted = NoteKey.Parse(keyText.Trim());
            }
            catch (FormatException malformed)
            {
                error.WriteLine($"Not verified: the key cannot be used. {malformed.Message}");
                return WrongUsage;
            }
        }

        try
        {
            using var file = File.OpenRead(path);
            return Tell(AuditVerdict.Of(file, trusted, Ed25519Signatures.Verify), trusted is not null, output);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"Not verified: {fault.Message}");
            return WrongUsage;
        }
    }

    private static int Tell(AuditVerdict verdict, bool keyWasGiven, TextWriter output)
    {
        if (verdict.Fault is { } fault)
        {
            output.WriteLine($"BROKEN: this {verdict.Kind} does not verify. {fault}");
            return Broken;
        }

        output.WriteLine(verdict.Kind == "receipt"
            ? $"VALID: prediction {verdict.Subject} was logged and sealed."
            : $"VALID: {verdict.Entries} entries of the audit trail, {verdict.Subject}, are as they were sealed.");
        output.WriteLine($"Log {verdict.Checkpoint!.Origin}, signed at {verdict.Checkpoint.Size} entries by {verdict.Key}.");
        if (!keyWasGiven)
            output.WriteLine("The file names that key itself. Compare it with the one you know from elsewhere, or give that one with --key.");
        return Holds;
    }
}
