using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace Kolosal.Hosting;

/// <summary>Encrypts what silos and their clients say to each other, and holds the other's certificate against the cluster's authorities.</summary>
/// <remarks>The machine's authorities do not count: with them any site's certificate would make a member. Silos are found by address, so that
/// all have one name, which <see cref="ClusterTlsOptions.Name"/> states.</remarks>
internal static class ClusterTls
{
    /// <exception cref="InvalidOperationException">A file is missing or cannot be used.</exception>
    public static ISiloBuilder UseClusterTls(this ISiloBuilder silo, ClusterTlsOptions tls) =>
        tls.IsOn ? silo.UseTls(Setting(tls)) : silo;

    /// <inheritdoc cref="UseClusterTls(ISiloBuilder, ClusterTlsOptions)"/>
    public static IClientBuilder UseClusterTls(this IClientBuilder client, ClusterTlsOptions tls) =>
        tls.IsOn ? client.UseTls(Setting(tls)) : client;

    /// <summary>Whether the certificate leads to one of the authorities and is in its time.</summary>
    /// <param name="certificate">What the other end showed.</param>
    /// <param name="shown">What came with it.</param>
    /// <param name="authorities">Of the cluster.</param>
    internal static bool IsMember(X509Certificate2 certificate, X509Chain? shown, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (shown is not null)
            foreach (var element in shown.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(certificate);
    }

    private static Action<TlsOptions> Setting(ClusterTlsOptions tls)
    {
        var certificate = Load("CertificatePath and KeyPath", () => X509Certificate2.CreateFromPemFile(Needed(tls.CertificatePath, "CertificatePath"),
            Needed(tls.KeyPath, "KeyPath")));
        var authorities = Load("AuthorityPath", () =>
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPemFile(Needed(tls.AuthorityPath, "AuthorityPath"));
            return read.Count > 0 ? read : throw new CryptographicException("It holds no certificate.");
        });
        if (!IsMember(certificate, null, authorities))
            throw new InvalidOperationException(
                "The certificate of Kolosal:Cluster:Tls:CertificatePath is not, or not now, one of the authorities of AuthorityPath. The other silos "
                + "would refuse it: renew it, or name its authority.");
        return options =>
        {
            options.LocalCertificate = certificate;
            options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
            options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            options.RemoteCertificateValidation = (shown, chain, errors) =>
                !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && IsMember(shown, chain, authorities);
            options.OnAuthenticateAsClient = (_, client) => client.TargetHost = tls.Name;
        };
    }

    private static string Needed(string? path, string name) => path
        ?? throw new InvalidOperationException($"Kolosal:Cluster:Tls needs {name} beside the other paths.");

    private static T Load<T>(string names, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new InvalidOperationException($"Kolosal:Cluster:Tls:{names} cannot be read as PEM: {fault.Message}", fault);
        }
    }
}
