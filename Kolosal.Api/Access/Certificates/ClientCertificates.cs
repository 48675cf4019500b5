using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Kolosal.Access;

/// <summary>Recognises callers by the certificates that they present: of the trusted authorities, for clients, in time, not revoked, and
/// named.</summary>
/// <remarks>
/// The TLS layer only finds out that the caller has the certificate's key; all else is judged here, so that a refusal is a 401 that is counted and
/// seen as any other. Only the authorities of the file count, and no revocation is asked for over the network.
/// </remarks>
internal sealed partial class ClientCertificates(
    IOptionsMonitor<AccessOptions> options, IRoleBook book, TimeProvider clock, ILogger<ClientCertificates> log)
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly Lock gate = new();
    private (string File, DateTime At, HashSet<string> Serials)? revoked;

    /// <summary>Whether any certificate can be good.</summary>
    public bool AreTaken => options.CurrentValue.Certificates.TrustedFile is not null;

    /// <returns>Null for a certificate that is not good here.</returns>
    public async ValueTask<Principal?> FindAsync(X509Certificate2 certificate)
    {
        var settings = options.CurrentValue.Certificates;
        if (settings.TrustedFile is not { } trusted || !IsSound(certificate, trusted) || IsRevoked(certificate, settings.RevokedFile)) return null;
        if (Named(certificate, settings.Principals) is not { } one) return null;
        ImmutableArray<NarrowedRole> narrowed = await book.FindAsync(one.Workspace, [.. one.Roles.Where(role => !Role.All.Contains(role))]);
        return new(
            one.Workspace, $"crt_{one.Name}", [.. one.Roles.Where(Role.All.Contains), .. narrowed.Select(role => role.Name)], null,
            narrowed.IsEmpty ? null : narrowed);
    }

    private bool IsSound(X509Certificate2 certificate, string trusted)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        policy.ApplicationPolicy.Add(new Oid(ForClients));
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(trusted);
            return chain.Build(certificate);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or CryptographicException)
        {
            LogUnread(log, trusted, unread.Message);
            return false;
        }
    }

    private bool IsRevoked(X509Certificate2 certificate, string? file)
    {
        if (file is null) return false;
        try
        {
            lock (gate)
            {
                var at = File.GetLastWriteTimeUtc(file);
                if (revoked is not { } known || known.File != file || known.At != at)
                    revoked = (file, at, File.ReadLines(file).Select(Normal).Where(serial => serial.Length > 0).ToHashSet());
                return revoked.Value.Serials.Contains(Normal(certificate.SerialNumber));
            }
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            // Nobody can say that it was not revoked.
            LogUnread(log, file, unread.Message);
            return true;
        }
    }

    /// <summary>Colons and leading zeros say nothing.</summary>
    private static string Normal(string serial) => serial.Replace(":", "", StringComparison.Ordinal).Trim().TrimStart('0').ToUpperInvariant();

    private static CertificatePrincipalOptions? Named(X509Certificate2 certificate, CertificatePrincipalOptions[] principals)
    {
        string subject = certificate.Subject.Replace(", ", ",", StringComparison.Ordinal);
        var names = AlternativeNames.Of(certificate);
        return Array.Find(principals, one => one.San is { } san ? names.Contains(san.StartsWith("dns:", StringComparison.Ordinal)
            ? san.ToLowerInvariant() : san) : one.Subject!.Replace(", ", ",", StringComparison.Ordinal) == subject);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "No client certificate is taken while {File} cannot be read: {Reason}")]
    private static partial void LogUnread(ILogger log, string file, string reason);
}
