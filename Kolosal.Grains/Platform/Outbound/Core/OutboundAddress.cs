using System.Net;

namespace Kolosal.Outbound;

/// <summary>What can be told of an address that somebody else chose before its name is looked up; the rest is held against
/// <see cref="AddressGuard"/> on connecting.</summary>
public static class OutboundAddress
{
    private const int Longest = 1_000;

    /// <summary>Null when the address can be used; otherwise what is wrong with it.</summary>
    /// <param name="text">The address.</param>
    /// <param name="allowHttp">Whether it may be one without TLS.</param>
    /// <param name="allowLoopback">Whether it may be this machine.</param>
    /// <param name="allowPrivate">Whether it may be in a private network.</param>
    public static string? Refuse(string text, bool allowHttp, bool allowLoopback, bool allowPrivate)
    {
        if (text.Length > Longest || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return $"Expected an absolute address of at most {Longest} characters.";
        if (uri.Scheme != Uri.UriSchemeHttps && !(allowHttp && uri.Scheme == Uri.UriSchemeHttp))
            return allowHttp ? "Expected https:// or http://." : "Expected https://.";
        if (uri.UserInfo.Length > 0) return "Expected an address without user name and password.";
        if (uri.Fragment.Length > 0) return "Expected an address without a fragment.";
        return uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
            ? AddressGuard.Refuse(IPAddress.Parse(uri.DnsSafeHost), allowLoopback, allowPrivate)
            : null;
    }
}
