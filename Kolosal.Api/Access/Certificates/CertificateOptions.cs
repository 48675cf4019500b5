using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kolosal.Access;

/// <summary>
/// Section <c>Kolosal:Access:Certificates</c>: callers who present a certificate on a TLS connection of this process (mutual TLS). They are taken
/// once there is a trusted authority. A certificate that a proxy passes on in a header is not read.
/// </summary>
internal sealed class CertificateOptions
{
    /// <summary>File with the certificates of the authorities that callers' certificates must come from, PEM. The machine's own trusted ones do not
    /// count. Default: none, so that no certificate is taken.</summary>
    public string? TrustedFile { get; set; }

    /// <summary>File with the serial numbers that were revoked, in hexadecimal digits, one a line; read anew when it has changed. Where it is named
    /// and cannot be read no certificate is taken. Default: none.</summary>
    public string? RevokedFile { get; set; }

    /// <summary>Who is who. A certificate that none of them names is refused. Default: none.</summary>
    public CertificatePrincipalOptions[] Principals { get; set; } = [];

    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Fault()
    {
        if (TrustedFile is null)
            return Principals.Length > 0 || RevokedFile is not null ? "TrustedFile is missing, so nobody would be let in." : null;
        try
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPemFile(TrustedFile);
            if (trusted.Count == 0) return $"{TrustedFile} holds no certificate.";
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"{TrustedFile} cannot be read: {unread.Message}";
        }

        foreach (var one in Principals)
        {
            if ((one.Subject is null) == (one.San is null)) return "Each of Principals has a Subject or a San, and not both.";
            if (!Workspaces.IsName(one.Workspace)) return $"Principals has a workspace '{one.Workspace}', which nothing can be called.";
            if (!RoleIds.IsName(one.Name)) return $"Principals has a name '{one.Name}'; expected 1 to 60 of a-z, 0-9, _ and -.";
            if (one.Roles.Length == 0 || one.Roles.Any(role => role == Role.Operator || !RoleIds.IsName(role)))
                return $"'{one.Name}' needs roles of a workspace.";
        }

        return null;
    }
}

/// <summary>Who the holder of a certificate is.</summary>
internal sealed class CertificatePrincipalOptions
{
    /// <summary>The certificate's whole subject as RFC 4514 writes it, <c>CN=scorer,O=Acme</c>. Default: none.</summary>
    public string? Subject { get; set; }

    /// <summary>One of its alternative names, <c>dns:scorer.acme.example</c> or <c>uri:spiffe://acme/scorer</c>. Default: none.</summary>
    public string? San { get; set; }

    /// <summary>The workspace. Default: <c>default</c>.</summary>
    public string Workspace { get; set; } = Workspaces.Default;

    /// <summary>The principal's name; its subject in records is <c>crt_{name}</c>. Default: none, required.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its roles, built-in or of the workspace. Default: none, required.</summary>
    public string[] Roles { get; set; } = [];
}
