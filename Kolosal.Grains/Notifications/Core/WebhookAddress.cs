using System.Net;

namespace Kolosal.Notifications;

/// <summary>What can be told of a webhook's address before its name is looked up; the rest is held against <see cref="AddressGuard"/> on
/// connecting.</summary>
public static class WebhookAddress
{
    private const int Longest = 1_000;

    /// <summary>Null when the address can be used; otherwise what is wrong with it.</summary>
    public static string? Refuse(string text, bool allowHttp, bool allowLoopback, bool allowPrivate)
    {
        if (text.Length > Longest || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return $"Expected an absolute address of at most {Longest} characters.";
        if (uri.Scheme != Uri.UriSchemeHttps && !(allowHttp && uri.Scheme == Uri.UriSchemeHttp))
            return allowHttp ? "Expected https:// or http://." : "Expected https://.";
        if (uri.UserInfo.Length > 0) return "Expected an address without user name and password; a receiver trusts the signature.";
        if (uri.Fragment.Length > 0) return "Expected an address without a fragment.";
        return uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
            ? AddressGuard.Refuse(IPAddress.Parse(uri.DnsSafeHost), allowLoopback, allowPrivate)
            : null;
    }

    /// <summary>The address as it is shown: without its query, where receivers that know no signatures keep their keys.</summary>
    public static string Shown(string text)
    {
        int query = text.IndexOf('?');
        return query < 0 ? text : $"{text[..query]}?…";
    }
}
