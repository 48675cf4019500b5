namespace Kolosal.Hosting;

/// <summary>TLS between silos, and from their clients to the gateways, with a certificate on both ends. Section
/// <c>Kolosal:Cluster:Tls</c>. All three paths, or none.</summary>
public sealed class ClusterTlsOptions
{
    /// <summary>This process's certificate, PEM. It names <see cref="Name"/> among its DNS names, and may be used for servers and for clients.
    /// Read at the start: after a renewal restart one process after the other. Default: none.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>The certificate's private key, PEM. Default: none.</summary>
    public string? KeyPath { get; set; }

    /// <summary>Certificates, PEM, of the authorities whose word counts here. Whoever has a certificate of theirs is a member of the cluster and
    /// may state any principal: an authority for this cluster alone, none of the public ones. Default: none.</summary>
    public string? AuthorityPath { get; set; }

    /// <summary>DNS name that the certificate of every silo has. Default: kolosal-silo.</summary>
    public string Name { get; set; } = "kolosal-silo";

    /// <summary>Whether connections are over TLS.</summary>
    public bool IsOn => CertificatePath is not null || KeyPath is not null || AuthorityPath is not null;
}
