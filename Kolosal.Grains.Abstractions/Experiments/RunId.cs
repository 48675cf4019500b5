using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Experiments;

/// <summary>How runs are named: <c>run_</c> and 32 hexadecimal digits.</summary>
public static class RunId
{
    /// <summary>A name for the run that a request starts.</summary>
    /// <param name="subject">Who asks.</param>
    /// <param name="commandKey">Chosen by the caller: the same one names the same run, also when the first answer never arrived. Empty for a run
    /// of its own.</param>
    public static string For(string subject, string commandKey) => CommandName.For("run_", subject, commandKey);
}

/// <summary>How replays are named: <c>replay_</c> and 32 hexadecimal digits.</summary>
public static class ReplayId
{
    /// <summary>A name for the replay that a request starts; see <see cref="RunId.For"/>.</summary>
    public static string For(string subject, string commandKey) => CommandName.For("replay_", subject, commandKey);
}

/// <summary>Names of what commands make: the same command of the same caller names the same thing.</summary>
internal static class CommandName
{
    public static string For(string prefix, string subject, string commandKey)
    {
        byte[] id = commandKey.Length == 0 ? Guid.CreateVersion7().ToByteArray(bigEndian: true)
            : SHA256.HashData(Encoding.UTF8.GetBytes($"{subject}\n{commandKey}")).AsSpan(0, 16).ToArray();
        return $"{prefix}{Convert.ToHexStringLower(id)}";
    }
}
