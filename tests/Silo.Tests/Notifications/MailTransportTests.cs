using Kolosal.Testing;

namespace Kolosal.Notifications;

/// <summary>Against a mail server on the loopback that speaks SMTP over a plain connection.</summary>
public class MailTransportTests
{
    [Fact]
    public async Task A_message_arrives_with_subject_text_and_a_message_id_that_stays()
    {
        await using var server = new MailReceiver();
        var answer = await Transport(server).SendAsync(Message("Drift in loans"), CancellationToken.None);
        Assert.True(answer.Arrived, answer.Error);
        var mail = Assert.Single(server.Received);
        Assert.Equal(("kolosal@example.com", "ann@example.com"), (mail.From, Assert.Single(mail.To)));
        Assert.Contains("Subject: [sev2] Drift in loans", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Message-Id: <msg_1@example.com>", mail.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Auto-Submitted: auto-generated", mail.Text, StringComparison.Ordinal);
        Assert.Contains("psi 0.4", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_title_cannot_add_headers()
    {
        await using var server = new MailReceiver();
        Assert.True((await Transport(server).SendAsync(Message("one\r\nBcc: eve@example.com"), CancellationToken.None)).Arrived);
        var mail = Assert.Single(server.Received);
        Assert.DoesNotContain(mail.Text.Split('\n'), line => line.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("ann@example.com", Assert.Single(mail.To));
    }

    [Fact]
    public async Task A_server_that_refuses_is_an_answer()
    {
        await using var server = new MailReceiver(_ => "421 not now");
        var answer = await Transport(server).SendAsync(Message("x"), CancellationToken.None);
        Assert.False(answer.Arrived);
        Assert.NotNull(answer.Error);
    }

    [Fact]
    public async Task Protection_that_the_server_does_not_offer_is_not_done_without()
    {
        await using var server = new MailReceiver();
        var answer = await Transport(server, smtp => smtp.Security = SmtpSecurity.StartTls).SendAsync(Message("x"), CancellationToken.None);
        Assert.False(answer.Arrived);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task Nobody_there_is_an_answer()
    {
        await using var server = new MailReceiver();
        var transport = Transport(server);
        await server.DisposeAsync();
        Assert.False((await transport.SendAsync(Message("x"), CancellationToken.None)).Arrived);
    }

    [Fact]
    public void A_host_needs_a_sender()
    {
        var faults = new SmtpOptions { Host = "mail.example.com" }.Validate(new(new object())).ToArray();
        Assert.Contains("From", Assert.Single(faults).ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(new SmtpOptions { Host = "mail.example.com", From = "a@example.com" }.Validate(new(new object())));
    }

    private static MailTransport Transport(MailReceiver server, Action<SmtpOptions>? change = null)
    {
        var smtp = new SmtpOptions { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None, From = "kolosal@example.com" };
        change?.Invoke(smtp);
        return new(new Fixed<SmtpOptions>(smtp), new Fixed<NotificationsOptions>(new() { TimeoutSeconds = 10 }));
    }

    private static OutgoingMessage Message(string title) => new(
        "msg_1", "ws", "ann@example.com", "incident.opened", "sev2", title, "{}", "psi 0.4\n.\nafter a lone dot", 1772366400, "");
}
