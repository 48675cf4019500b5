using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Backup;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Privacy;

/// <summary>A person goes through the whole platform and is erased: no byte of them is left in any file, and every proof holds.</summary>
public sealed class ErasureReachTests(BackupApi host) : IClassFixture<BackupApi>
{
    private const string Person = "Xanthippe4711", Model = "people";

    [Fact]
    public async Task Whatever_a_person_went_through_is_without_them_afterwards()
    {
        using HttpClient admin = host.WithKey(ApiHost.AdminKey), bob = host.As(Role.Admin, subject: "bob"), consumer = host.As(Role.Consumer);
        string data = await host.UploadAsync("customer,age,note,risk", 300, (i, random) =>
        {
            string name = i % 30 == 3 ? Person : $"customer{i % 30:00}";
            int age = 20 + random.Next(50);
            string note = i % 2 == 0 ? $"{name} called twice about the bill" : "nothing was said about any bill";
            return $"{name},{age},{note},{(age > 45 ? "yes" : "no")}";
        });
        await Body(await admin.PutAsJsonAsync($"/api/data/{data}/schema", new { columns = new[] { new { name = "customer", role = "feature" } } }));
        await TrainAsync(data);
        await Body(await bob.PostAsync($"/api/models/{Model}:1/validate", null));
        await Body(await bob.PostAsync($"/api/models/{Model}:1/promote", ApiHost.Json("""{"note":"good"}""")));
        await Body(await bob.PutAsync($"/api/models/{Model}/referrals", ApiHost.Json("""{"decisions":["yes","no"],"decide_within_minutes":30}""")));

        string row = $$"""{"customer":"{{Person}}","age":61,"note":"{{Person}} called twice about the bill"}""";
        string prediction = await PredictAsync(consumer, row);
        await Eventually.HoldsAsync(async () =>
            (await bob.GetAsync($"/api/review/referrals/rfr_{prediction["prd_".Length..]}")).StatusCode == HttpStatusCode.OK);
        await Body(await consumer.PostAsync("/api/predict/feedback", ApiHost.Json($$"""{"prediction_id":"{{prediction}}","actual":"yes"}""")));
        await Body(await admin.PostAsync("/api/explain/local", ApiHost.Json($$"""{"model_id":"{{Model}}","rows":[{{row}}]}""")));
        var job = await Body(await admin.PostAsync("/api/explain/local",
            ApiHost.Json($$"""{"model_id":"{{Model}}","rows":[{{row}}],"async":true}""")));
        string explanation = job.GetProperty("explanation_id").GetString()!;
        await Eventually.HoldsAsync(async () => (await Body(await admin.GetAsync($"/api/explain/jobs/{explanation}"))).GetProperty("state")
            .GetString() is "completed");
        var golden = await Body(await admin.PostAsync("/api/quality/golden-datasets", ApiHost.Json(
            $$"""
            {"name":"known customers","model_id":"{{Model}}","cases":[{"id":"one","row":{{row}},"expected":{"prediction":"no"} },
             {"id":"two","row":{"customer":"customer05","age":30,"note":"x"},"expected":{"prediction":"no"} }]}
            """)));
        string goldenId = golden.GetProperty("id").GetString()!;
        await Body(await admin.PostAsync($"/api/quality/golden-datasets/{goldenId}/run", ApiHost.Json("{}")));
        Assert.Contains(Person, await admin.GetStringAsync($"/api/data/{data}/export?format=csv"), StringComparison.Ordinal);
        string proof = await ProofAsync(admin, prediction);
        string backup = await BackUpAsync();

        // The serving version's package keeps words of its columns: it is named, and the erasure is not complete.
        var first = await EraseAsync(admin, prediction, "keep");
        Assert.False(first.GetProperty("complete").GetBoolean(), first.GetRawText());
        Assert.Contains(Places(first), place => place is ("model_package", $"{Model}:1", "kept"));
        Assert.Contains($"{Model}:1", first.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
        Assert.Contains(Places(first), place => place is ("prediction_log", _, "erased"));
        Assert.Contains(("golden_dataset", goldenId, "erased"), Places(first));
        Assert.Contains(("explanation", explanation, "deleted"), Places(first));
        Assert.Contains(("backup", backup, "erased"), Places(first));
        Assert.Contains(Places(first), place => place is ("records", "states", "erased"));

        await Body(await bob.PostAsync($"/api/models/{Model}:1/deprecate", ApiHost.Json("""{"note":"Another takes over."}""")));
        await Body(await bob.PostAsync($"/api/models/{Model}:1/retire", ApiHost.Json("""{"note":"It learnt from a person who was erased."}""")));
        var second = await EraseAsync(admin, prediction, "remove");
        Assert.True(second.GetProperty("complete").GetBoolean(), second.GetRawText());
        Assert.Contains(("model_package", $"{Model}:1", "deleted"), Places(second));

        // What consumers still write, they write without the person.
        await Eventually.HoldsAsync(() => Task.FromResult(PersonSearch.FilesWith(host.DataDirectory, Person).Count == 0));
        Assert.Empty(PersonSearch.FilesWith(host.DataDirectory, Person));
        Assert.Empty(PersonSearch.FilesWith(host.Backups, Person));

        var verified = await Body(await admin.GetAsync("/api/audit/verify"));
        Assert.True(verified.GetProperty("valid").GetBoolean(), verified.GetRawText());
        Assert.Equal(Leaf(proof), Leaf(await ProofAsync(admin, prediction)));
        var cases = await Body(await admin.GetAsync($"/api/quality/golden-datasets/{goldenId}/cases"));
        Assert.Equal("two", Assert.Single(cases.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"/api/explain/jobs/{explanation}")).StatusCode);
        var referral = await Body(await bob.GetAsync($"/api/review/referrals/rfr_{prediction["prd_".Length..]}"));
        Assert.DoesNotContain(Person, referral.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    private async Task TrainAsync(string data)
    {
        using var trainer = host.As(Role.Trainer);
        var run = await Body(await trainer.PostAsJsonAsync("/api/automl/run", new
        {
            dataset_id = data,
            target = "risk",
            max_trials = 1,
            folds = 2,
            trainers = new[] { "k_nearest_neighbours" },
            model_name = Model,
        }));
        string id = run.GetProperty("run_id").GetString()!;
        var ended = await Eventually.HoldsAsync(() => trainer.GetFromJsonAsync<JsonElement>($"/api/runs/{id}"),
            state => state.GetProperty("state").GetString() is "completed" or "failed");
        Assert.True(ended.GetProperty("state").GetString() == "completed", ended.ToString());
    }

    private static async Task<string> PredictAsync(HttpClient consumer, string row)
    {
        // The rule of referrals reaches the predictors a moment after it was set.
        string prediction = "";
        await Eventually.HoldsAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/predict")
            {
                Content = ApiHost.Json($$"""{"model_id":"{{Model}}","rows":[{{row}}]}"""),
            };
            request.Headers.Add("Idempotency-Key", $"k{Guid.NewGuid():N}");
            var answer = (await Body(await consumer.SendAsync(request))).GetProperty("predictions")[0];
            prediction = answer.GetProperty("prediction_id").GetString()!;
            return answer.TryGetProperty("referred", out var referred) && referred.GetBoolean();
        });
        return prediction;
    }

    private static Task<string> ProofAsync(HttpClient admin, string prediction) => Eventually.HoldsAsync(
        async () =>
        {
            using var answer = await admin.GetAsync($"/api/audit/proof/{prediction}");
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : "";
        }, text => text.Length > 0);

    /// <summary>What the proof says of the prediction; the checkpoint that it leads to grows.</summary>
    private static string Leaf(string proof)
    {
        var document = JsonDocument.Parse(proof).RootElement;
        return string.Join('\n', document.EnumerateObject().Where(member => member.Name is not ("checkpoint" or "entry_path" or "key" or "entry"))
            .Select(member => $"{member.Name} {member.Value.GetRawText()}"));
    }

    private async Task<string> BackUpAsync()
    {
        using var oper = host.WithKey(ApiHost.OperatorKey);
        var taken = await Body(await oper.PostAsync("/api/backup/backups", ApiHost.Json("""{"type":"full"}""")));
        string id = taken.GetProperty("id").GetString()!;
        await BackupApi.UntilAsync(oper, $"/api/backup/backups/{id}", report => report.GetProperty("status").GetString() == "completed");
        return id;
    }

    private static async Task<JsonElement> EraseAsync(HttpClient admin, string prediction, string packages) => await Body(
        await admin.PostAsJsonAsync("/api/privacy/erasure", new
        {
            subject = new[] { new { column = "customer", value = Person } },
            predictions = new[] { prediction },
            packages,
            ticket = "DSAR-18",
        }));

    private static (string?, string?, string?)[] Places(JsonElement report) => [.. report.GetProperty("places").EnumerateArray().Select(place =>
        (place.GetProperty("kind").GetString(), place.GetProperty("id").GetString(), place.GetProperty("outcome").GetString()))];

    private static async Task<JsonElement> Body(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage?.RequestUri?.AbsolutePath} {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}
