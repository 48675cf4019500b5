using System.CommandLine;
using Kolosal.Relocation;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal restore --from BACKUP</c>: puts a backup into a folder, or a database, that holds nothing. Needs no server.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var from = new Option<string>("--from")
        {
            Description = "The backup's folder, or its id in the target that the settings name.",
            Required = true,
        };
        var to = new Option<string?>("--to") { Description = "Folder to restore into; it must hold nothing. Default: Kolosal:DataDirectory." };
        var key = new Option<string?>("--master-key-file")
        {
            Description = "File with the master key of the backed-up system, which is put into the restored folder; else KOLOSAL_MASTER_KEY.",
        };
        var restore = new Command("restore", "Restores a backup into a folder or database that holds nothing, and compares counts and audit roots.")
        {
            from, to, key,
        };
        restore.TreatUnmatchedTokensAsErrors = false;
        restore.SetAction((parsed, cancel) => RestoreProgram.RunAsync(
            parsed.GetValue(from)!, parsed.GetValue(to), parsed.GetValue(key), [.. parsed.UnmatchedTokens],
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancel));
        return restore;
    }
}
