using System.Text.Json;

namespace Kolosal.Storage;

/// <summary>What every catalogue must do, whatever keeps it.</summary>
internal static class CatalogueConformance
{
    private static readonly string[] Fields = ["name", "score", "state", "tags", "deep.value", "mixed", "absent", "id", "active"];
    private static readonly string[] Values = ["1", "2.5", "-3", "alpha", "Alpha", "be", "", "true", "false", "null", "ä", "1e2", "100", "%", "'",
        "'; DROP TABLE catalogue; --"];

    public static async Task An_entry_comes_back_as_it_was_written(ICatalogue catalogue)
    {
        var entry = new CatalogueEntry(
            Workspace(), "run", "run_1", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1234567), DateTimeOffset.MaxValue,
            "{\"b\": 1.50, \"a\": \"\\u0000 ü\"}");
        await catalogue.UpsertAsync(entry, default);
        Assert.Equal(entry, await catalogue.FindAsync(entry.Workspace, "run", "run_1", default));
        await catalogue.UpsertAsync(entry with { Document = "{}" }, default);
        Assert.Equal("{}", (await catalogue.FindAsync(entry.Workspace, "run", "run_1", default))!.Document);
        await catalogue.RemoveAsync(entry.Workspace, "run", "run_1", default);
        await catalogue.RemoveAsync(entry.Workspace, "run", "run_1", default);
        Assert.Null(await catalogue.FindAsync(entry.Workspace, "run", "run_1", default));
    }

    public static async Task Random_queries_answer_what_the_contract_says(ICatalogue catalogue)
    {
        var random = new Random(11);
        string workspace = Workspace();
        var entries = new List<CatalogueEntry>();
        for (int i = 0; i < 120; i++) entries.Add(RandomEntry(random, random.Next(8) == 0 ? workspace + "-other" : workspace, i));
        foreach (var entry in entries) await catalogue.UpsertAsync(entry, default);

        for (int round = 0; round < 400; round++)
        {
            await AnswersAsync(catalogue, entries, RandomQuery(random, workspace));
        }
    }

    private static async Task AnswersAsync(ICatalogue catalogue, List<CatalogueEntry> entries, CatalogueQuery query)
    {
        var expected = CatalogueModel.Query(entries, query);
        var answered = await catalogue.QueryAsync(query, default);
        string asked = JsonSerializer.Serialize(query);
        Assert.True(expected.Total == answered.Total, $"{asked}: expected {expected.Total}, got {answered.Total}");
        Assert.True(expected.Items.SequenceEqual(answered.Items),
            $"{asked}: {string.Join(' ', expected.Items.Select(e => e.Id))} but {string.Join(' ', answered.Items.Select(e => e.Id))}");
    }

    /// <summary>Kinds whose lists grow without end have members of one type, which a database may keep an index of.</summary>
    public static async Task Lists_that_grow_without_end_answer_what_the_contract_says(ICatalogue catalogue)
    {
        var random = new Random(12);
        string workspace = Workspace();
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var entries = new List<CatalogueEntry>();
        for (int i = 0; i < 150; i++)
        {
            string kind = Pick(random, ["audit_event", "audit_event", "run", "model", "incident"]);
            var document = new Dictionary<string, object?>
            {
                ["seq"] = i,
                ["action"] = Pick(random, ["model.promote", "Model.promote", "1", "true"]),
                ["actor"] = Pick(random, ["key_1", "key_2"]),
                ["model"] = random.Next(4) == 0 ? null : Pick(random, ["a", "b", "1e2"]),
                ["status"] = Pick(random, ["open", "active"]),
                ["state"] = Pick(random, ["completed", "failed"]),
            };
            if (random.Next(4) > 0) document["best_score"] = random.Next(2) == 0 ? null : random.Next(4) / 2.0;
            if (random.Next(3) > 0) document["subject"] = $"models/{random.Next(4)}";
            if (random.Next(3) > 0) document["dataset_id"] = $"ds_{random.Next(3)}";
            entries.Add(new(random.Next(9) == 0 ? workspace + "-other" : workspace, kind, $"id_{random.Next(1_000_000)}_{i}",
                start.AddSeconds(random.Next(40)), start, JsonSerializer.Serialize(document)));
        }
        foreach (var entry in entries) await catalogue.UpsertAsync(entry, default);
        foreach (var again in entries.Take(20)) await catalogue.UpsertAsync(again, default);
        foreach (var gone in entries.Skip(140)) await catalogue.RemoveAsync(gone.Workspace, gone.Kind, gone.Id, default);
        entries.RemoveRange(140, 10);

        string[] fields = ["seq", "action", "actor", "model", "subject", "status", "state", "dataset_id", "best_score", "absent", "id"];
        string[] values = ["model.promote", "1", "0.5", "true", "a", "1e2", "100", "100.5", "key_2", "models/2", "open", "failed", "ds_1", ""];
        for (int round = 0; round < 600; round++)
        {
            var filters = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(6) == 0
                ? new CatalogueFilter("created_at", (FilterOperator)random.Next(3), $"2026-01-01T00:00:{random.Next(40):00}Z")
                : new CatalogueFilter(Pick(random, fields), (FilterOperator)random.Next(4), Pick(random, values)));
            string? sort = random.Next(3) == 0 ? null : (random.Next(2) == 0 ? "-" : "") + Pick(random, [.. fields, "created_at"]);
            await AnswersAsync(catalogue, entries, new CatalogueQuery(
                workspace, Pick(random, ["audit_event", "audit_event", "run", "model", "incident"]), [.. filters], sort, random.Next(1, 4),
                random.Next(1, 30)));
        }
    }

    public static async Task Pages_cover_everything_once(ICatalogue catalogue)
    {
        string workspace = Workspace();
        for (int i = 0; i < 25; i++) await catalogue.UpsertAsync(RandomEntry(new Random(i), workspace, i) with { Kind = "run" }, default);
        var seen = new List<string>();
        for (int page = 1; page <= 4; page++)
        {
            var answer = await catalogue.QueryAsync(new CatalogueQuery(workspace, "run", [], "name", page, 10), default);
            Assert.Equal(25, answer.Total);
            seen.AddRange(answer.Items.Select(entry => entry.Id));
        }

        Assert.Equal(25, seen.Count);
        Assert.Equal(25, seen.Distinct().Count());
    }

    public static async Task A_field_name_that_cannot_be_meant_is_refused(ICatalogue catalogue)
    {
        foreach (string field in new[] { "Name", "", "a b", "a'", "a..", "tags.0", "a\n", "$", "a\"b", "ä" }) await RefusedAsync(catalogue, field);
    }

    private static async Task RefusedAsync(ICatalogue catalogue, string field)
    {
        await Assert.ThrowsAsync<CatalogueQueryException>(
            () => catalogue.QueryAsync(new CatalogueQuery("w", "k", [new CatalogueFilter(field, FilterOperator.Equal, "1")]), default));
        await Assert.ThrowsAsync<CatalogueQueryException>(() => catalogue.QueryAsync(new CatalogueQuery("w", "k", [], "-" + field), default));
    }

    public static async Task Pages_limits_times_and_filter_counts_have_bounds(ICatalogue catalogue)
    {
        var query = new CatalogueQuery("w", "k", []);
        foreach (var refused in new[]
        {
            query with { Limit = 0 }, query with { Limit = 501 }, query with { Page = 0 },
            query with { Filters = [new CatalogueFilter("created_at", FilterOperator.AtLeast, "yesterday")] },
            query with { Filters = [new CatalogueFilter("created_at", FilterOperator.Contains, "2026")] },
            query with { Filters = [.. Enumerable.Repeat(new CatalogueFilter("a", FilterOperator.Equal, "1"), 21)] },
            query with { Filters = [new CatalogueFilter(new string('a', 65), FilterOperator.Equal, "1")] },
        })
        {
            await Assert.ThrowsAsync<CatalogueQueryException>(() => catalogue.QueryAsync(refused, default));
        }

        Assert.Empty((await catalogue.QueryAsync(query with { Page = int.MaxValue, Limit = 500 }, default)).Items);
    }

    public static async Task A_document_that_is_no_object_is_refused(ICatalogue catalogue)
    {
        foreach (string document in new[] { "[]", "1", "null" })
            await Assert.ThrowsAsync<ArgumentException>(() =>
                catalogue.UpsertAsync(new CatalogueEntry("w", "k", "i", default, default, document), default));
    }

    private static string Workspace() => $"w{Guid.NewGuid():n}";

    private static CatalogueQuery RandomQuery(Random random, string workspace)
    {
        var filters = Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(6) == 0
            ? new CatalogueFilter(random.Next(2) == 0 ? "created_at" : "updated_at", (FilterOperator)random.Next(3),
                $"2026-01-01T00:00:{random.Next(60):00}Z")
            : new CatalogueFilter(Pick(random, Fields), (FilterOperator)random.Next(4), Pick(random, Values)));
        string? sort = random.Next(4) == 0 ? null : (random.Next(2) == 0 ? "-" : "") + Pick(random, [.. Fields, "created_at", "updated_at"]);
        return new CatalogueQuery(workspace, Pick(random, ["run", "model"]), [.. filters], sort, random.Next(1, 4), random.Next(1, 40));
    }

    private static CatalogueEntry RandomEntry(Random random, string workspace, int i)
    {
        var document = new Dictionary<string, object?>();
        if (random.Next(5) > 0) document["name"] = Pick(random, ["alpha", "Alpha", "beta", "ä", "z\u0301", "100", "🙂", "10%"]);
        if (random.Next(5) > 0) document["score"] = random.Next(3) == 0 ? random.Next(-3, 4) : random.Next(-3, 4) + 0.5;
        if (random.Next(5) > 0) document["active"] = random.Next(2) == 0;
        document["tags"] = random.Next(4) == 0 ? "alphabet" : (object)new object?[] { Pick(random, ["alpha", "be"]), random.Next(3), true, null };
        document["deep"] = random.Next(4) == 0 ? null : new { value = random.Next(5) };
        document["mixed"] = random.Next(6) switch { 0 => 1, 1 => "1", 2 => true, 3 => null, 4 => new[] { 1 }, _ => 2.5 };
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return new CatalogueEntry(
            workspace, Pick(random, ["run", "model"]), $"id_{i}", start.AddSeconds(random.Next(60)),
            start.AddSeconds(random.Next(60)).AddTicks(random.Next(3)),
            JsonSerializer.Serialize(document));
    }

    private static T Pick<T>(Random random, T[] choices) => choices[random.Next(choices.Length)];
}
