using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Kolosal.Notifications;

/// <summary>Delivers e-mail to the configured server, one connection a message: notifications are few, and servers end idle connections.</summary>
internal sealed class MailTransport(IOptionsMonitor<SmtpOptions> smtp, IOptionsMonitor<NotificationsOptions> options) : IDeliveryTransport
{
    public NotificationChannel Channel => NotificationChannel.Email;

    public async Task<DeliveryAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        var server = smtp.CurrentValue;
        if (!server.IsConfigured) return DeliveryAnswer.Failed($"This server sends no mail: {SmtpOptions.Section}:Host is not set.");

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        double seconds = options.CurrentValue.TimeoutSeconds;
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            using var client = new SmtpClient();
            await client.ConnectAsync(server.Host, server.Port, Security(server.Security), limit.Token);
            if (server.User.Length > 0) await client.AuthenticateAsync(server.User, server.Password, limit.Token);
            await client.SendAsync(Compose(message, server), limit.Token);

            // The server has the message in its hands; whether it likes our farewell decides nothing.
            await QuitAsync(client, limit.Token);
            return DeliveryAnswer.Took((int)SmtpStatusCode.Ok);
        }
        catch (SmtpCommandException refused)
        {
            return DeliveryAnswer.Failed($"The mail server refused: {refused.Message}", (int)refused.StatusCode);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return DeliveryAnswer.Failed(FormattableString.Invariant($"The mail server did not take the message within {seconds} seconds."));
        }
        catch (Exception fault) when (fault is ProtocolException or AuthenticationException or SslHandshakeException or NotSupportedException
            or SocketException or IOException or ServiceNotConnectedException)
        {
            return DeliveryAnswer.Failed($"The mail server cannot be used: {fault.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static async Task QuitAsync(SmtpClient client, CancellationToken cancel)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancel);
        }
        catch (Exception fault) when (fault is ProtocolException or SocketException or IOException or OperationCanceledException)
        {
            await client.DisconnectAsync(quit: false, CancellationToken.None);
        }
    }

    private static MimeMessage Compose(OutgoingMessage message, SmtpOptions server)
    {
        var from = MailboxAddress.Parse(server.From);
        var mail = new MimeMessage
        {
            Subject = $"[{message.Severity ?? "kolosal"}] {message.Title.ReplaceLineEndings(" ")}",
            MessageId = $"{message.Id}@{from.Domain}",
            Body = new TextPart("plain") { Text = message.Text },
        };
        mail.From.Add(from);
        mail.To.Add(MailboxAddress.Parse(message.Target));

        // No out-of-office replies (RFC 3834).
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }

    private static SecureSocketOptions Security(SmtpSecurity security) => security switch
    {
        SmtpSecurity.None => SecureSocketOptions.None,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };
}
