using System.Net.Mail;

namespace Kolosal.Notifications;

public static class MailAddresses
{
    /// <summary>Whether a text is one bare e-mail address of at most 254 characters, without a display name.</summary>
    public static bool IsAddress(string text) =>
        text.Length <= 254 && MailAddress.TryCreate(text, out var address) && address.Address == text && text.All(c => c is > ' ' and < '\x7f');
}
