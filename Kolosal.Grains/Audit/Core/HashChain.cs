using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Audit;

/// <summary>h₀ = 64 zeros; hᵢ = SHA-256(hex(hᵢ₋₁) ‖ LF ‖ textᵢ), lower-case hexadecimal, UTF-8.</summary>
/// <remarks>A change, a removal or a swap anywhere before the head changes the head.</remarks>
public static class HashChain
{
    /// <summary>The hash before the first entry.</summary>
    public static readonly string Genesis = new('0', 64);

    /// <param name="previous">Hash of the entry before, 64 hexadecimal digits.</param>
    /// <param name="canonical">The entry's canonical JSON text.</param>
    public static string Next(string previous, string canonical) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{previous}\n{canonical}")));
}
