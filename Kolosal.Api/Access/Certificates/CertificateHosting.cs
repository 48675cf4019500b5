using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace Kolosal.Access;

internal static class CertificateHosting
{
    /// <summary>Asks callers on TLS connections for a certificate once an authority is trusted; whoever has none uses a key or token.</summary>
    public static IServiceCollection AddClientCertificates(this IServiceCollection services)
    {
        services.AddSingleton<ClientCertificates>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<AccessOptions>>((kestrel, access) =>
        {
            if (access.Value.Certificates.TrustedFile is null) return;
            kestrel.ConfigureHttpsDefaults(https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;

                // Judged behind the connection, where a refusal is an answer that is counted.
                https.ClientCertificateValidation = static (_, _, _) => true;
            });
        });
        return services;
    }
}
