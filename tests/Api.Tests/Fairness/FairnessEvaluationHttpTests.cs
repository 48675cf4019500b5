using System.Net;
using System.Text.Json.Nodes;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;

namespace Kolosal.Api.Tests.Fairness;

[Collection(ServingCollection.Name)]
public sealed class FairnessEvaluationHttpTests(ServingApi host)
{
    [Fact]
    public async Task Decisions_are_judged_by_group_and_nothing_is_kept()
    {
        // Of 50 each: 40 of a are selected, 20 of b; ratio ½, z = 4.08.
        var body = new JsonObject
        {
            ["decisions"] = Numbers(100, i => i < 50 ? (i < 40 ? 1 : 0) : i < 70 ? 1 : 0),
            ["outcomes"] = Numbers(100, i => i % 2),
            ["groups"] = new JsonObject { ["group"] = Texts(100, i => i < 50 ? "a" : "b") },
        };
        var answer = await host.As(Role.Auditor).PostAsync("/api/fairness/evaluate", ApiHost.Json(body.ToJsonString()));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var found = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.True(found["unfair"]!.GetValue<bool>());
        var attribute = found["attributes"]![0]!;
        Assert.Equal(0.5, attribute["disparate_impact"]!.GetValue<double>(), 12);
        Assert.Equal(0.4, attribute["measures"]!["demographic_parity_difference"]!.GetValue<double>(), 12);
        Assert.Equal(0.8, attribute["groups"]![0]!["tpr"]!.GetValue<double>(), 12); // 20 of 25
    }

    [Theory]
    [InlineData("""{"decisions":[1,2],"groups":{"g":["a","b"]}}""", "$.decisions[1]")]
    [InlineData("""{"decisions":[1,0],"groups":{"g":["a"]}}""", "$.groups.g")]
    [InlineData("""{"decisions":[1,0],"groups":{"g":["a",null]}}""", "$.groups.g")]
    [InlineData("""{"decisions":[1,0],"groups":{}}""", "$.groups")]
    [InlineData("""{"decisions":[],"groups":{"g":[]}}""", "$.decisions")]
    [InlineData("""{"decisions":[1,0],"outcomes":[1],"groups":{"g":["a","b"]}}""", "$.outcomes")]
    public async Task Rows_that_cannot_be_judged_are_refused_by_their_place(string body, string place)
    {
        var answer = await host.As(Role.Auditor).PostAsync("/api/fairness/evaluate", ApiHost.Json(body));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{place}", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_comes_with_its_cost_and_an_impossible_one_with_its_reason()
    {
        var body = new JsonObject
        {
            ["method"] = "threshold_optimizer",
            ["groups"] = Texts(200, i => i % 2 == 0 ? "a" : "b"),
            ["scores"] = Numbers(200, i => (i % 2 == 0 ? 0.45 : 0.15) + i / 2 % 50 / 100.0),
            ["outcomes"] = Numbers(200, i => i / 2 % 50 >= 25 ? 1 : 0),
        };
        var found = JsonNode.Parse(await (await host.As(Role.Trainer).PostAsync("/api/fairness/mitigate", ApiHost.Json(body.ToJsonString())))
            .EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
        Assert.True(found["found"]!.GetValue<bool>());
        Assert.True(found["after"]!["measures"]!["demographic_parity_ratio"]!.GetValue<double>() >= 0.7);
        Assert.True(found["after"]!["accuracy"]!.GetValue<double>() > found["before"]!["accuracy"]!.GetValue<double>());
        Assert.Equal(2, found["thresholds"]!.AsArray().Count);

        body["method"] = "wishing";
        var refused = await host.As(Role.Trainer).PostAsync("/api/fairness/mitigate", ApiHost.Json(body.ToJsonString()));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static JsonArray Numbers(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(i => (JsonNode)value(i))];

    private static JsonArray Numbers(int count, Func<int, int> value) => [.. Enumerable.Range(0, count).Select(i => (JsonNode)value(i))];

    private static JsonArray Texts(int count, Func<int, string> value) => [.. Enumerable.Range(0, count).Select(i => (JsonNode)value(i))];
}
