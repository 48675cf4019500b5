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
    public static string For(string subject, string commandKey)
    {
        byte[] id = commandKey.Length == 0 ? Guid.CreateVersion7().ToByteArray(bigEndian: true)
            : SHA256.HashData(Encoding.UTF8.GetBytes($"{subject}\n{commandKey}")).AsSpan(0, 16).ToArray();
        return $"run_{Convert.ToHexStringLower(id)}";
    }
}
