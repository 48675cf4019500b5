using System.Net;
using System.Security.Cryptography;
using System.Text;
using Kolosal.Testing;
using Microsoft.Extensions.Options;

namespace Kolosal.Notifications;

/// <summary>Against receivers on the loopback.</summary>
public class WebhookTransportTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public async Task A_message_arrives_signed_over_id_time_and_body()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var transport = Transport();
        var answer = await transport.SendAsync(Message(receiver.Address), CancellationToken.None);
        Assert.Equal((true, 204, null), (answer.Arrived, answer.Status, answer.Error));

        var received = Assert.Single(receiver.Received);
        byte[] expected = HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes($"{received.Id}.{received.Timestamp}.{received.Body}"));
        Assert.Equal($"v1,{Convert.ToBase64String(expected)}", received.Signature);
        Assert.Equal(("msg_1", "1772366400", """{"type":"incident.opened","data":{"ä":1}}"""), (received.Id, received.Timestamp, received.Body));
        Assert.DoesNotContain(received.Headers, name => name.Equals("traceparent", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var inside = await WebhookReceiver.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync((_, context) =>
        {
            context.Response.Headers.Location = inside.Address.ToString();
            return WebhookReceiver.StatusAsync(context, 307);
        });
        using var transport = Transport();
        var answer = await transport.SendAsync(Message(receiver.Address), CancellationToken.None);
        Assert.Equal((false, 307), (answer.Arrived, answer.Status));
        Assert.Contains("not followed", answer.Error, StringComparison.Ordinal);
        Assert.Empty(inside.Received);
    }

    [Fact]
    public async Task A_receiver_that_hangs_is_left_in_time()
    {
        await using var receiver = await WebhookReceiver.StartAsync((_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var transport = Transport(options => options.TimeoutSeconds = 0.3);
        var answer = await transport.SendAsync(Message(receiver.Address), CancellationToken.None);
        Assert.Equal((false, null, "The receiver did not answer within 0.3 seconds."), (answer.Arrived, answer.Status, answer.Error));
    }

    [Fact]
    public async Task An_answer_without_end_costs_neither_memory_nor_time()
    {
        long sent = 0;
        await using var receiver = await WebhookReceiver.StartAsync(async (_, context) =>
        {
            byte[] block = new byte[65_536];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
                Interlocked.Add(ref sent, block.Length);
            }
        });
        using var transport = Transport();
        Assert.True((await transport.SendAsync(Message(receiver.Address), CancellationToken.None)).Arrived);

        // What was not taken off the wire cannot have cost memory; some of what was sent waits on the way.
        Assert.InRange(Interlocked.Read(ref sent), 0, 100 << 20);
    }

    [Theory]
    [InlineData(410, true), InlineData(500, false), InlineData(404, false), InlineData(429, false)]
    public async Task What_is_no_success_failed_and_410_is_for_good(int status, bool gone)
    {
        await using var receiver = await WebhookReceiver.StartAsync((_, context) =>
        {
            context.Response.Headers.RetryAfter = "120";
            return WebhookReceiver.StatusAsync(context, status);
        });
        using var transport = Transport();
        var answer = await transport.SendAsync(Message(receiver.Address), CancellationToken.None);
        Assert.Equal((false, status, gone, TimeSpan.FromMinutes(2)), (answer.Arrived, answer.Status, answer.Gone, answer.RetryAfter));
    }

    [Fact]
    public async Task Nobody_there_is_an_answer()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var address = receiver.Address;
        await receiver.DisposeAsync();
        using var transport = Transport();
        Assert.Contains("cannot be reached", (await transport.SendAsync(Message(address), CancellationToken.None)).Error, StringComparison.Ordinal);
    }

    /// <summary>A name is judged by what it leads to: nothing but the look-up can tell.</summary>
    [Theory]
    [InlineData("localhost"), InlineData("127.0.0.1"), InlineData("[::1]"), InlineData("[::ffff:127.0.0.1]")]
    public async Task This_machine_is_not_connected_to_without_leave(string host)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var transport = Transport(options => options.AllowLoopback = false);
        var address = new UriBuilder(receiver.Address) { Host = host }.Uri;
        var answer = await transport.SendAsync(Message(address), CancellationToken.None);
        Assert.False(answer.Arrived);
        Assert.Contains("this machine", answer.Error, StringComparison.Ordinal);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task Plain_http_is_refused_without_leave_also_for_an_endpoint_that_was_made_with_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var transport = Transport(options => options.AllowHttp = false);
        Assert.Equal("Expected https://.", (await transport.SendAsync(Message(receiver.Address), CancellationToken.None)).Error);
        Assert.Empty(receiver.Received);
    }

    private static WebhookTransport Transport(Action<NotificationsOptions>? change = null)
    {
        var options = new NotificationsOptions { AllowHttp = true, AllowLoopback = true, TimeoutSeconds = 10 };
        change?.Invoke(options);
        return new(new Fixed<NotificationsOptions>(options), TimeProvider.System);
    }

    private static OutgoingMessage Message(Uri address)
    {
        const string Body = """{"type":"incident.opened","data":{"ä":1}}""";
        return new(
            "msg_1", "ws", address.ToString(), "incident.opened", "sev2", "Drift", Body, "Drift", 1772366400,
            WebhookSignature.Of(Key, "msg_1", 1772366400, Body));
    }
}
