using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kolosal.Scenarios;

/// <summary>
/// A caller who knows every silo's door and sends a write under one key until it is answered: to the next door where one is shut or breaks off,
/// and again where the answer says to come later. Any other refusal is thrown. One write at a time.
/// </summary>
/// <param name="cluster">The silos.</param>
/// <param name="silos">How many there are.</param>
/// <param name="door">The door it begins at.</param>
internal sealed class PatientCaller(TwoSilos cluster, int silos, int door) : IDisposable
{
    /// <summary>How long a write may take in all; and one attempt, which the server gives up itself after 30 s.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(75), LongestAttempt = TimeSpan.FromSeconds(35);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private Client? client;

    /// <summary>Answers that said when to come again, doors that were shut or broke off, and the longest that a write took.</summary>
    public (int Later, int Shut, TimeSpan Slowest) Met { get; private set; }

    /// <exception cref="RefusedException">The answer was no.</exception>
    /// <exception cref="TimeoutException">There was none for too long; the text has the attempts.</exception>
    public async Task<JsonElement> PostOnceAsync(string path, JsonNode body, string key)
    {
        var attempts = new List<string>();
        for (long began = Stopwatch.GetTimestamp(); ; await Task.Delay(Pause))
        {
            var since = Stopwatch.GetElapsedTime(began);
            if (since > Longest) throw new TimeoutException($"{path} under {key} had no answer: {string.Join(", ", attempts)}");
            try
            {
                client ??= cluster.Open(door);
                var answer = await client.PostOnceAsync(path, body.DeepClone(), key).WaitAsync(LongestAttempt);
                var took = Stopwatch.GetElapsedTime(began);
                if (took > Met.Slowest) Met = Met with { Slowest = took };
                return answer;
            }
            catch (RefusedException later) when (later.SaysWhenToRetry && (later.Status == 503 || later.Code == "idempotency.running"))
            {
                Met = Met with { Later = Met.Later + 1 };
                attempts.Add($"{since.TotalSeconds:0.0} s door {door}: {later.Status} {later.Code}");
            }
            catch (Exception shut) when (shut is HttpRequestException or IOException or TaskCanceledException or TimeoutException)
            {
                Met = Met with { Shut = Met.Shut + 1 };
                attempts.Add($"{since.TotalSeconds:0.0} s door {door}: {shut.GetType().Name}");
            }

            Dispose();
            door = (door + 1) % silos;
        }
    }

    public void Dispose()
    {
        client?.Dispose();
        client = null;
    }
}
