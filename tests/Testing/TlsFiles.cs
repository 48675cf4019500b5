using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kolosal.Hosting;

namespace Kolosal.Testing;

/// <summary>An authority of a cluster and a certificate of it for every silo, as files, good for a day.</summary>
public static class TlsFiles
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1", ForClients = "1.3.6.1.5.5.7.3.2";

    /// <param name="folder">Where the files go.</param>
    /// <param name="name">What they begin with.</param>
    public static ClusterTlsOptions Make(string folder, string name)
    {
        var (from, until) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest($"CN={name}", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var root = rootRequest.CreateSelfSigned(from, until);

        var options = new ClusterTlsOptions();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={options.Name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(ForServers), new(ForClients)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(options.Name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, from, until.AddHours(-1), RandomNumberGenerator.GetBytes(16));

        options.CertificatePath = Write($"{name}.pem", certificate.ExportCertificatePem());
        options.KeyPath = Write($"{name}.key", key.ExportPkcs8PrivateKeyPem());
        options.AuthorityPath = Write($"{name}-authority.pem", root.ExportCertificatePem());
        return options;

        string Write(string file, string text)
        {
            string path = Path.Combine(folder, file);
            File.WriteAllText(path, text);
            return path;
        }
    }
}
