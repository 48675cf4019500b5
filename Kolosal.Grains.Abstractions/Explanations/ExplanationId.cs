using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Explanations;

/// <summary>How explanations that take long are named: <c>exp_</c> and 32 hexadecimal digits.</summary>
public static class ExplanationId
{
    /// <summary>A name for the explanation that a request starts.</summary>
    /// <param name="subject">Who asks.</param>
    /// <param name="commandKey">Chosen by the caller: the same one names the same explanation, also when the first answer never arrived. Empty for
    /// one of its own.</param>
    public static string For(string subject, string commandKey) => "exp_" + Convert.ToHexStringLower(commandKey.Length == 0
        ? Guid.CreateVersion7().ToByteArray(bigEndian: true) : SHA256.HashData(Encoding.UTF8.GetBytes($"{subject}\n{commandKey}")).AsSpan(0, 16));
}
