using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Kolosal.Testing;

/// <summary>Sends requests and judges the answers: no 5xx, none that hangs, no inner name, and a fault of a body is refused by its path.</summary>
/// <param name="client">The caller.</param>
public sealed class RequestRun(HttpClient client)
{
    private const int AtOnce = 8, MostFailures = 50;

    private readonly ConcurrentBag<string> failures = [];
    private readonly ConcurrentDictionary<int, long> byStatus = new();
    private long slowest;

    /// <summary>What was wrong with answers, with the requests that got them.</summary>
    public IReadOnlyCollection<string> Failures => failures;

    /// <summary>Answers by status.</summary>
    public IReadOnlyDictionary<int, long> ByStatus => byStatus;

    /// <summary>The longest time until an answer.</summary>
    public TimeSpan Slowest => TimeSpan.FromTicks(Interlocked.Read(ref slowest));

    public Task SendAsync(IEnumerable<GeneratedRequest> requests) =>
        Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (request, cancel) =>
        {
            if (failures.Count >= MostFailures) return;
            try
            {
                if (await SendAsync(request, cancel) is { } failure) failures.Add($"{failure}: {request}");
            }
            catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException or IOException)
            {
                failures.Add($"No answer ({broken.Message}): {request}");
            }
        });

    /// <returns>Null when the answer is as it must be.</returns>
    private async Task<string?> SendAsync(GeneratedRequest request, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        using var message = request.ToMessage();
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
        Note(Stopwatch.GetElapsedTime(began).Ticks);
        int status = (int)response.StatusCode;
        byStatus.AddOrUpdate(status, 1, (_, count) => count + 1);
        if (status >= 500)
        {
            // A model that an earlier request has suspended answers so by contract; it is nobody's fault.
            string text = await response.Content.ReadAsStringAsync(cancel);
            return status == 503 && text.Contains("models.suspended", StringComparison.Ordinal) ? null : $"{status} {text}";
        }
        if (status < 400)
        {
            if (request.FaultPath is not null) return $"{status}, although the body must be refused";
            if (status == 202) await CancelAsync(response, cancel);
            return null;
        }

        string body = await response.Content.ReadAsStringAsync(cancel);
        if (Leaks.Find(body) is { } leak) return $"{status} with '{leak}' in {body}";

        // A path with a zero in it, or a line of more than 8 KiB, gets no further than the server's own parser.
        bool unread = body.Length == 0 && (status == 414 || (status == 400 && request.Address.Contains("%00", StringComparison.Ordinal)));
        if (request.Method == "HEAD" || unread) return null;
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json") return $"{status} without a problem: {body}";
        return request.FaultPath is { } path ? Misplaced(status, body, path) : null;
    }

    /// <summary>A fault is 400 or 422 and names its place; 404 is what an address that names nothing gets whatever its body, 413
    /// what a route that takes little gets of much.</summary>
    private static string? Misplaced(int status, string body, string path)
    {
        if (status == 404) return null;
        if (status == 413 && body.Contains("request.too-large", StringComparison.Ordinal)) return null;
        if (status is not (400 or 422)) return $"{status} and not 400 or 422: {body}";
        var errors = JsonNode.Parse(body)!["errors"]?.AsObject().Select(error => error.Key).ToArray() ?? [];
        return errors.Any(at => at.StartsWith(path, StringComparison.Ordinal) || (at != "$" && path.StartsWith(at, StringComparison.Ordinal))) ? null
            : $"{status} names {string.Join(", ", errors)} and not {path}: {body}";
    }

    /// <summary>Work that was begun is of no interest, and would keep the machine busy.</summary>
    private async Task CancelAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        string id = response.Headers.Location?.OriginalString.Split('/')[^1] ?? "";
        using var cancelled = await client.PostAsync($"/api/runs/{id}/cancel", null, cancel);
    }

    private void Note(long ticks)
    {
        for (long seen = Interlocked.Read(ref slowest); ticks > seen;)
        {
            long before = Interlocked.CompareExchange(ref slowest, ticks, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
