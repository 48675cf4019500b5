using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Kolosal.WebConsole.Session;

/// <summary>Links that sign a person in once: the token is kept hashed, the key it stands for sealed, both in memory and for ten minutes.</summary>
public sealed class SignInLinks(IDataProtectionProvider protection, TimeProvider clock)
{
    private const int TokenBytes = 32, MostLinks = 100;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, (byte[] SealedKey, DateTimeOffset Until)> _links = new(StringComparer.Ordinal);
    private readonly IDataProtector _seal = protection.CreateProtector("sign-in-links");

    /// <summary>A link's path and query below the console's base.</summary>
    /// <param name="key">The API key that it signs in with.</param>
    /// <exception cref="InvalidOperationException">Too many links wait to be used.</exception>
    public string Make(string key)
    {
        var now = clock.GetUtcNow();
        foreach (var (hash, link) in _links)
        {
            if (link.Until <= now) _links.TryRemove(hash, out _);
        }
        if (_links.Count >= MostLinks) throw new InvalidOperationException($"At most {MostLinks} sign-in links may wait to be used.");
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        _links[Hash(token)] = (_seal.Protect(Encoding.UTF8.GetBytes(key)), now + Lifetime);
        return $"sign-in/link?token={token}";
    }

    /// <summary>The key that a token stands for, this once; null for one that is unknown, used or too old.</summary>
    public string? Redeem(string token) =>
        _links.TryRemove(Hash(token), out var link) && clock.GetUtcNow() < link.Until
            ? Encoding.UTF8.GetString(_seal.Unprotect(link.SealedKey))
            : null;

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
