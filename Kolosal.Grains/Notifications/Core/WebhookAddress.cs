using Kolosal.Outbound;

namespace Kolosal.Notifications;

/// <summary>What can be told of a webhook's address before its name is looked up; the rest is held against the address guard on
/// connecting.</summary>
public static class WebhookAddress
{
    /// <summary>Null when the address can be used; otherwise what is wrong with it.</summary>
    public static string? Refuse(string text, bool allowHttp, bool allowLoopback, bool allowPrivate) =>
        OutboundAddress.Refuse(text, allowHttp, allowLoopback, allowPrivate);

    /// <summary>The address as it is shown: without its query, where receivers that know no signatures keep their keys.</summary>
    public static string Shown(string text)
    {
        int query = text.IndexOf('?');
        return query < 0 ? text : $"{text[..query]}?…";
    }
}
