using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Privacy;

public sealed class PrivacyHttpTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Header = "patient_id,full_name,email,card_number,born,zip,age,diagnosis";

    private static readonly string[] Given = ["Anna", "James", "Maria", "Peter", "Laura", "Thomas"], Ill = ["flu", "cold", "gout", "none"];

    [Fact]
    public async Task A_scan_names_kinds_with_their_evidence_and_proposes_a_classification()
    {
        string id = await PatientsAsync(1);
        using var auditor = host.As(Role.Auditor);
        var report = await Body(await auditor.PostAsJsonAsync("/api/privacy/scan", new { dataset_id = id }));
        Assert.True(report.GetProperty("contains_personal_data").GetBoolean());
        var kinds = report.GetProperty("columns").EnumerateArray().ToDictionary(
            c => c.GetProperty("name").GetString()!, c => c.GetProperty("kind").GetString()!);
        Assert.Equal(new Dictionary<string, string>
        {
            ["full_name"] = "person_name",
            ["email"] = "email",
            ["card_number"] = "payment_card",
            ["born"] = "date_of_birth",
            ["zip"] = "postal_code",
        }, kinds);
        var card = report.GetProperty("columns").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "card_number");
        Assert.Equal(("Luhn", 240, "mask"), (card.GetProperty("check").GetString(), card.GetProperty("matching").GetInt32(),
            card.GetProperty("treatment").GetString()));
        var proposal = report.GetProperty("classification");
        Assert.Equal(("restricted", "health"), (proposal.GetProperty("sensitivity").GetString(), proposal.GetProperty("data_type").GetString()));
        Assert.DoesNotContain("example.org", report.GetRawText(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NotFound, (await auditor.PostAsJsonAsync("/api/privacy/scan", new { dataset_id = "ds_none" })).StatusCode);
        using var stranger = host.As(Role.DataOwner, "elsewhere");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsJsonAsync("/api/privacy/scan", new { dataset_id = id })).StatusCode);
    }

    [Fact]
    public async Task A_dataset_is_made_anonymous_as_a_new_version_that_says_what_it_cost()
    {
        string id = await PatientsAsync(2);
        using var owner = host.As(Role.DataOwner);
        var wanted = new
        {
            dataset_id = id,
            columns = new object[]
            {
                new { name = "full_name", method = "suppress" },
                new { name = "email", method = "pseudonymise", domain = "person" },
                new { name = "card_number", method = "mask", keep_last = 4 },
                new { name = "born", method = "generalise", to = "year" },
                new { name = "zip", method = "generalise", keep = 2 },
            },
            anonymity = new { quasi_identifiers = new[] { "age", "zip" }, sensitive = "diagnosis", k = 5, l = 2 },
        };
        var answer = await owner.PostAsJsonAsync("/api/privacy/anonymize", wanted);
        var report = await Body(answer);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, report.GetRawText());
        Assert.True(report.GetProperty("before").GetProperty("k").GetInt32() < 5);
        var after = report.GetProperty("after");
        Assert.True(after.GetProperty("k").GetInt32() >= 5 && after.GetProperty("distinct_l").GetInt32() >= 2);
        Assert.InRange(report.GetProperty("utility_loss").GetDouble(), 0.2, 1.0);
        Assert.InRange(report.GetProperty("global_certainty_penalty").GetDouble(), 0.001, 1.0);

        string made = report.GetProperty("dataset").GetProperty("dataset_id").GetString()!;
        var lineage = await Body(await owner.GetAsync($"/api/data/lineage/{made}"));
        Assert.Equal((id, "anonymize", 7), (lineage.GetProperty("parent").GetString(), lineage.GetProperty("made_by").GetString(),
            lineage.GetProperty("transformations").GetArrayLength()));
        var rows = (await Body(await owner.GetAsync($"/api/data/{made}/preview?rows=240"))).GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(240, rows.Length);
        Assert.All(rows, row => Assert.StartsWith("p-", row[1].GetString(), StringComparison.Ordinal));
        Assert.All(rows, row => Assert.Matches(@"^\*{12}\d{4}$", row[2].GetString()));
        Assert.All(rows, row => Assert.Matches("^Y19[0-9]{2}$", row[3].GetString()));
        // k by another count, over the rows as they are read back.
        Assert.True(rows.GroupBy(row => (row[4].ToString(), row[5].ToString())).Min(group => group.Count()) >= 5);

        var again = await Body(await owner.PostAsJsonAsync("/api/privacy/anonymize", wanted));
        Assert.Equal(made, again.GetProperty("dataset").GetProperty("dataset_id").GetString());
        Assert.Equal("full_name", (await Body(await owner.GetAsync($"/api/data/{id}/preview"))).GetProperty("columns")[1].GetString());
    }

    [Fact]
    public async Task What_cannot_be_reached_or_read_is_refused_with_a_path()
    {
        string id = await PatientsAsync(3);
        using var owner = host.As(Role.DataOwner);
        var far = await owner.PostAsJsonAsync("/api/privacy/anonymize", new
        { dataset_id = id, anonymity = new { quasi_identifiers = new[] { "age" }, k = 500 } });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "privacy.goal-out-of-reach"),
            (far.StatusCode, (await Body(far)).GetProperty("code").GetString()));
        var wrong = await Body(await owner.PostAsJsonAsync("/api/privacy/anonymize", new
        {
            dataset_id = id,
            columns = new object[] { new { name = "nobody", method = "suppress" }, new { name = "age", method = "mask", days = 3 } },
        }));
        Assert.Equal(["$.columns[0].name", "$.columns[1].days"], wrong.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order());
        var text = await Body(await owner.PostAsJsonAsync("/api/privacy/anonymize", new
        { dataset_id = id, columns = new[] { new { name = "email", method = "noise", deviation = 1 } } }));
        Assert.Equal("privacy.bad-anonymisation", text.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Private_answers_are_near_the_truth_and_end_with_the_budget()
    {
        string id = await PatientsAsync(4);
        using HttpClient owner = host.As(Role.DataOwner), trainer = host.As(Role.Trainer);
        object Ask(object more, double epsilon = 0.5) => new Dictionary<string, object>(
            more.GetType().GetProperties().Select(p => KeyValuePair.Create(p.Name, p.GetValue(more)!)))
        { ["dataset_id"] = id, ["epsilon"] = epsilon };
        var none = await trainer.PostAsJsonAsync("/api/privacy/query", Ask(new { query = "count" }));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);

        await Body(await owner.PutAsJsonAsync($"/api/privacy/budgets/{id}", new { epsilon = 2.0, delta = 1e-5 }));
        var count = await Body(await trainer.PostAsJsonAsync("/api/privacy/query", Ask(new { query = "count", query_id = "all" })));
        // Scale 2: further away than 60 with a chance of e^-30.
        Assert.InRange(count.GetProperty("value").GetDouble(), 180, 300);
        var repeated = await Body(await trainer.PostAsJsonAsync("/api/privacy/query", Ask(new { query = "count", query_id = "all" })));
        Assert.Equal(count.GetProperty("value").GetDouble(), repeated.GetProperty("value").GetDouble());
        Assert.Equal(0.5, repeated.GetProperty("budget").GetProperty("spent_epsilon").GetDouble(), 9);

        var mean = await Body(await trainer.PostAsJsonAsync("/api/privacy/query", Ask(
            new { query = "mean", column = "age", lower = 0, upper = 100 })));
        Assert.InRange(mean.GetProperty("value").GetDouble(), 0, 100);
        var bins = await Body(await trainer.PostAsJsonAsync("/api/privacy/query", Ask(
            new { query = "histogram", column = "diagnosis", categories = Ill })));
        Assert.InRange(bins.GetProperty("bins").EnumerateArray().Sum(bin => bin.GetDouble()), 100, 380);
        var gaussian = await Body(await trainer.PostAsJsonAsync("/api/privacy/query", Ask(
            new { query = "sum", column = "age", lower = 0, upper = 100, delta = 1e-6, where = new { column = "diagnosis", equal_to = "flu" } })));
        Assert.Equal("gaussian", gaussian.GetProperty("mechanism").GetString());

        var over = await trainer.PostAsJsonAsync("/api/privacy/query", Ask(new { query = "count" }, 0.01));
        Assert.Equal((HttpStatusCode.Conflict, "privacy.budget-out"), (over.StatusCode, (await Body(over)).GetProperty("code").GetString()));
        Assert.Equal("privacy.budget-raised",
            (await Body(await owner.PutAsJsonAsync($"/api/privacy/budgets/{id}", new { epsilon = 3.0, delta = 1e-5 })))
                .GetProperty("code").GetString());
        using var consumer = host.As(Role.Consumer);
        Assert.Equal(HttpStatusCode.Forbidden, (await consumer.PostAsJsonAsync("/api/privacy/query", Ask(new { query = "count" }))).StatusCode);
    }

    private Task<string> PatientsAsync(int seed) => host.UploadAsync(Header, 240, (i, random) =>
        $"{seed * 100_000 + i},{Given[i % Given.Length]} Miller,person{seed}.{i}@example.org,{Card(i)},"
        + $"19{random.Next(40, 99)}-{random.Next(1, 13):00}-{random.Next(1, 29):00},{10_000 + random.Next(0, 3) * 10_000 + random.Next(0, 999)},"
        + $"{random.Next(20, 80)},{Ill[random.Next(Ill.Length)]}");

    /// <summary>A number whose last digit makes Luhn's sum, by its definition.</summary>
    private static string Card(int i)
    {
        string body = $"4{i:00000000000000}";
        int sum = 0;
        for (int k = 0; k < body.Length; k++)
        {
            int d = body[^(k + 1)] - '0';
            if (k % 2 == 0) d = d > 4 ? 2 * d - 9 : 2 * d;
            sum += d;
        }

        return body + (10 - sum % 10) % 10;
    }

    private static async Task<JsonElement> Body(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
