using System.Globalization;
using System.Net;
using System.Text;
using Kolosal.Outbound;
using Microsoft.Extensions.Options;

namespace Kolosal.Notifications;

/// <summary>Delivers webhooks (Standard Webhooks 1.0), and nowhere else than its guard allows.</summary>
/// <remarks>
/// A name is looked up once for a connection, every address it has is held against the address guard, and the connection goes to an address
/// that was checked: a name that answers otherwise the next time gains nothing. Redirects are not followed, no proxy and no cookies are used, and
/// of the answer nothing but the status and Retry-After is looked at.
/// </remarks>
internal sealed class WebhookTransport : IDeliveryTransport, IDisposable
{
    private const int LongestHeadersKilobytes = 16, LongestBodyBytes = 4_096;

    private readonly IOptionsMonitor<NotificationsOptions> options;
    private readonly TimeProvider clock;
    private readonly HttpClient http;

    public WebhookTransport(IOptionsMonitor<NotificationsOptions> options, TimeProvider clock)
    {
        (this.options, this.clock) = (options, clock);
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = LongestHeadersKilobytes,
            MaxResponseDrainSize = LongestBodyBytes,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),

            // A receiver that moves is found again, and a name that turns to a forbidden address is refused from then on.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    public NotificationChannel Channel => NotificationChannel.Webhook;

    public async Task<DeliveryAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        var settings = options.CurrentValue;
        if (WebhookAddress.Refuse(message.Target, settings.AllowHttp, settings.AllowLoopback, settings.AllowPrivateNetworks) is { } forbidden)
            return DeliveryAnswer.Failed(forbidden);

        using var request = Request(message);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(settings.TimeoutSeconds));
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return Answer(response);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return DeliveryAnswer.Failed(FormattableString.Invariant($"The receiver did not answer within {settings.TimeoutSeconds} seconds."));
        }
        catch (HttpRequestException fault)
        {
            return DeliveryAnswer.Failed(fault.InnerException is ForbiddenAddressException guarded ? guarded.Message
                : $"The receiver cannot be reached: {fault.Message}");
        }
    }

    public void Dispose() => http.Dispose();

    private static HttpRequestMessage Request(OutgoingMessage message)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, message.Target)
        {
            Content = new StringContent(message.Json, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", message.Timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", message.Signature);
        request.Headers.UserAgent.ParseAdd("Kolosal-Webhooks/1");
        return request;
    }

    private DeliveryAnswer Answer(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode) return DeliveryAnswer.Took(status);
        string error = status is >= 300 and < 400
            ? $"The receiver answered {status}, and redirects are not followed; register the address it leads to."
            : $"The receiver answered {status}.";
        return new(false, status, error, RetryAfter(response), Gone: response.StatusCode == HttpStatusCode.Gone);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };

    private ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var settings = options.CurrentValue;
        return GuardedConnection.OpenAsync(context.DnsEndPoint, settings.AllowLoopback, settings.AllowPrivateNetworks, cancel);
    }
}
