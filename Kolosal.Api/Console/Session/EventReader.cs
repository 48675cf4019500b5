using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;

namespace Kolosal.WebConsole.Session;

/// <summary>Server-sent events of the API as the signed-in person sees them.</summary>
internal sealed class EventReader(ApiClient api, TimeProvider clock)
{
    private const int MostWaiting = 1000;

    // Long enough not to press a server that is starting again.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The stream's events, those of each <paramref name="every"/> together, the latest thousand of them; resumed after a
    /// break by the last event's id, ended when the server ends it or refuses it.
    /// </summary>
    public async IAsyncEnumerable<ImmutableArray<ServerEvent>> FollowAsync(
        string path, TimeSpan every, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? last = null;
        for (bool ended = false; !ended;)
        {
            var came = Channel.CreateBounded<ServerEvent>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
            var reading = ReadAsync(path, last, came.Writer, cancellationToken);
            while (await came.Reader.WaitToReadAsync(cancellationToken))
            {
                var batch = ImmutableArray.CreateBuilder<ServerEvent>();
                while (came.Reader.TryRead(out var next)) batch.Add(next);
                last = batch[^1].Id;
                yield return batch.ToImmutable();
                await Task.Delay(every, clock, cancellationToken);
            }
            ended = await reading;
            if (!ended) await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    // True when the server ended or refused the stream, false when it broke off.
    private async Task<bool> ReadAsync(string path, string? last, ChannelWriter<ServerEvent> came,
        CancellationToken cancellationToken)
    {
        try
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/event-stream" } } };
            if (!string.IsNullOrEmpty(last)) request.Headers.Add("Last-Event-ID", last);
            using var answer = await api.OpenAsync(request, cancellationToken);
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            await foreach (var next in SseParser.Create(body).EnumerateAsync(cancellationToken))
                await came.WriteAsync(new(next.EventId ?? "", next.EventType, Parsed(next.Data)), cancellationToken);
            return true;
        }
        catch (ApiProblemException problem)
        {
            return problem.Status is not (429 or 503);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return false;
        }
        finally
        {
            came.TryComplete();
        }
    }

    private static JsonElement Parsed(string data)
    {
        using var document = JsonDocument.Parse(data.Length == 0 ? "null" : data);
        return document.RootElement.Clone();
    }
}
