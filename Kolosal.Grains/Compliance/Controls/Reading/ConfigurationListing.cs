using System.Security.Cryptography;
using System.Text;
using Kolosal.Storage;
using Microsoft.Extensions.Configuration;

namespace Kolosal.Compliance.Controls;

/// <summary>The effective configuration of the product as a text that can be approved: one setting a line, each with a mark of its value, so that no
/// secret stands in it and every change shows.</summary>
/// <remarks>The mark is HMAC-SHA-256 under a key of the installation: the plain hash of a short password could be guessed.</remarks>
public static class ConfigurationListing
{
    private const string Section = "Kolosal", Purpose = "compliance/configuration";
    private const int KeyBytes = 32;

    /// <summary>What differs from silo to silo of one installation by its nature.</summary>
    private static readonly string[] OfOneHost = ["Kolosal:DataDirectory"];

    /// <param name="configuration">What the host is configured with.</param>
    /// <param name="keys">Of the installation.</param>
    /// <returns>Lines in the order of their names, each ended.</returns>
    public static string Write(IConfiguration configuration, IKeyRing keys)
    {
        byte[] key = keys.Derive(Purpose, KeyBytes);
        var lines = configuration.GetSection(Section).AsEnumerable().Where(one => one.Value is not null)
            .Where(one => !OfOneHost.Contains(one.Key, StringComparer.OrdinalIgnoreCase)).OrderBy(one => one.Key, StringComparer.OrdinalIgnoreCase)
            .Select(one => $"{one.Key} {Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(one.Value!)))}");
        return string.Concat(lines.Select(line => line + '\n'));
    }

    public static string Sha256(IConfiguration configuration, IKeyRing keys) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Write(configuration, keys))));
}
