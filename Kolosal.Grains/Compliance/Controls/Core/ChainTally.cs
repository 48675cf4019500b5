using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Kolosal.Compliance.Controls;

/// <summary>Counts the entries of an audit chain as they pass: whose revisions they are, whether their times run forward, and what should not stand
/// in them.</summary>
/// <remarks>An entry's id is the record's name, <c>#</c> and the record's revision. Entries whose id is of another form are counted, and belong to no
/// record. A record whose first entries were put away with an old segment begins at the first that is kept.</remarks>
/// <param name="stepsSince">Steps back of times before it are history and not counted.</param>
internal sealed partial class ChainTally(DateTimeOffset stepsSince = default)
{
    private readonly Dictionary<string, Record> records = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, string> secrets = [];
    private long? first;
    private DateTimeOffset firstAt;
    private long looked;

    public void Count(long sequence, DateTimeOffset at, string eventId, string text)
    {
        if (first is null) (first, firstAt) = (sequence, at);
        looked++;
        if (Secret().Match(text) is { Success: true } match)
            secrets[sequence] = match.Groups.Values.Skip(1).First(group => group.Success).Name.Replace('_', ' ');
        int mark = eventId.LastIndexOf('#');
        if (mark < 0 || !long.TryParse(eventId.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long revision)) return;
        if (!records.TryGetValue(eventId[..mark], out var record)) records[eventId[..mark]] = record = new();
        record.Count(revision, at);
    }

    public ChainFact Read(long entries, string? fault, long? covered, DateTimeOffset? unsealed) =>
        new(entries, fault, covered, unsealed, first is null ? null : firstAt, first ?? 0)
        {
            Records = records.Count,
            Looked = looked,
            Secrets = secrets.ToImmutableSortedDictionary(),
            Uneven =
            [
                .. from record in records
                let uneven = record.Value.Uneven()
                where uneven.Missing > 0 || uneven.Double > 0
                orderby record.Key
                select new RevisionFact(record.Key, uneven.Missing, uneven.Double),
            ],
            StepsBack = records.Select(record => (record.Key, Step: record.Value.StepBack(stepsSince))).Where(record => record.Step > TimeSpan.Zero)
                .ToImmutableSortedDictionary(record => record.Key, record => record.Step.TotalSeconds, StringComparer.Ordinal),
        };

    [GeneratedRegex(
        @"(?<private_key>-----BEGIN [A-Z ]*PRIVATE KEY-----)|(?<API_key>\bkol_[a-z0-9-]{1,64}\.[a-z0-9]{1,64}_[A-Za-z0-9]{32,})"
        + @"|(?<token>\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})|(?<cloud_key>\bAKIA[0-9A-Z]{16}\b)"
        + @"|(?<password>""(password|secret|passphrase)"":""[^""]{4,}"")",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();

    /// <summary>The revisions of one record, in the order in which they came.</summary>
    private sealed class Record
    {
        private readonly SortedDictionary<long, DateTimeOffset> seen = [];
        private long twice;

        /// <summary>The largest step back from one revision to the next, of those that came from a time on.</summary>
        public TimeSpan StepBack(DateTimeOffset since)
        {
            var most = TimeSpan.Zero;
            DateTimeOffset? before = null;
            foreach (var at in seen.Values)
            {
                if (before >= since && before - at is { } back && back > most) most = back;
                before = at;
            }

            return most;
        }

        public void Count(long revision, DateTimeOffset at)
        {
            if (!seen.TryAdd(revision, at)) twice++;
        }

        public (long Missing, long Double) Uneven() => seen.Count == 0 ? (0, twice) : (seen.Keys.Last() - seen.Keys.First() + 1 - seen.Count, twice);
    }
}
