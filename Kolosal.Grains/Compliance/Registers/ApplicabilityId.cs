using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Compliance.Registers;

/// <summary>A control has one decision, and its id follows from framework and control: <c>app_</c> and 96 bits of their SHA-256.</summary>
public static class ApplicabilityId
{
    private const int IdBytes = 12;

    public static string Of(string framework, string control) =>
        $"app_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{framework}/{control}")).AsSpan(0, IdBytes))}";
}
