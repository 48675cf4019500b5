using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Audit;

namespace Kolosal.Compliance.Controls;

/// <summary>What a question was answered with, and when.</summary>
/// <param name="QueryId">The question.</param>
/// <param name="Version">The version of its rule.</param>
/// <param name="ObservedAt">When it was asked.</param>
/// <param name="ExpiresAt">From when the answer counts no longer.</param>
/// <param name="Judgement">The answer.</param>
public sealed record QueryResult(string QueryId, int Version, DateTimeOffset ObservedAt, DateTimeOffset ExpiresAt, Judgement Judgement)
{
    /// <summary>Asks a question. A rule that throws could not judge; that is an answer, too.</summary>
    /// <param name="query">The question.</param>
    /// <param name="facts">What it is asked of.</param>
    /// <param name="fault">What the rule threw; null when it judged.</param>
    public static QueryResult Of(IControlQuery query, WorkspaceFacts facts, out Exception? fault)
    {
        fault = null;
        Judgement judgement;
        try
        {
            judgement = query.Judge(facts);
        }
        catch (Exception thrown)
        {
            fault = thrown;
            judgement = new(ControlState.Error, 0, 0, [], $"The rule could not be applied: {thrown.Message}",
                ImmutableSortedDictionary<string, double>.Empty);
        }
        return new(query.Id, query.Version, facts.AsOf, facts.AsOf + query.TimeToLive, judgement);
    }

    /// <summary>The answer without its times, canonical: equal answers have equal texts.</summary>
    public string Body() => CanonicalJson.Write(JsonSerializer.SerializeToElement(new SortedDictionary<string, object?>(StringComparer.Ordinal)
    {
        ["asked"] = Judgement.Asked,
        ["holds"] = Judgement.Holds,
        ["offenders"] = Judgement.Offenders.Select(one => new { id = one.Id, wrong = one.Wrong }).ToArray(),
        ["query"] = QueryId,
        ["reason"] = Judgement.Reason,
        ["state"] = Word(Judgement.State),

        // Fractions have no canonical form of their own.
        ["values"] = Judgement.Values.ToDictionary(value => value.Key, value => value.Value.ToString("R", CultureInfo.InvariantCulture)),
        ["version"] = Version,
    }));

    /// <summary>The answer with a text that <see cref="Body"/> wrote.</summary>
    public static QueryResult Parse(string body, DateTimeOffset observedAt, DateTimeOffset expiresAt)
    {
        using var document = JsonDocument.Parse(body);
        var read = document.RootElement;
        var judgement = new Judgement(
            Enum.GetValues<ControlState>().First(state => Word(state) == read.GetProperty("state").GetString()),
            read.GetProperty("asked").GetInt32(), read.GetProperty("holds").GetInt32(),
            [.. read.GetProperty("offenders").EnumerateArray().Select(one => new Offender(
                one.GetProperty("id").GetString()!, one.GetProperty("wrong").GetString()!))],
            read.GetProperty("reason").GetString(),
            read.GetProperty("values").EnumerateObject().ToImmutableSortedDictionary(
                value => value.Name, value => double.Parse(value.Value.GetString()!, CultureInfo.InvariantCulture)));
        return new(read.GetProperty("query").GetString()!, read.GetProperty("version").GetInt32(), observedAt, expiresAt, judgement);
    }

    /// <summary>SHA-256 of the canonical text of the answer and its times, lower-case hexadecimal digits.</summary>
    public string Sha256() => Sha256(Body(), ObservedAt, ExpiresAt);

    /// <inheritdoc cref="Sha256()"/>
    /// <param name="body">See <see cref="Body"/>.</param>
    /// <param name="observedAt">When it was asked.</param>
    /// <param name="expiresAt">From when it counts no longer.</param>
    public static string Sha256(string body, DateTimeOffset observedAt, DateTimeOffset expiresAt) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{body}\n{observedAt.UtcDateTime:O}\n{expiresAt.UtcDateTime:O}"))));

    /// <summary>The word of a state in documents, as <c>not_applicable</c>.</summary>
    public static string Word(ControlState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
