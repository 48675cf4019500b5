namespace Kolosal.Compliance.Controls;

/// <summary>An address that the host listens on.</summary>
/// <param name="Address">As <c>https://0.0.0.0:8443</c>.</param>
/// <param name="IsSealed">It speaks TLS.</param>
/// <param name="IsLocal">Only this machine reaches it.</param>
/// <param name="CertificateUntil">When its certificate ends; null where none could be read.</param>
public sealed record HostListener(string Address, bool IsSealed, bool IsLocal, DateTimeOffset? CertificateUntil);
