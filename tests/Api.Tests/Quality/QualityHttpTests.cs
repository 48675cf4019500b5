using System.Net;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;

namespace Kolosal.Api.Tests.Quality;

[Collection(ServingCollection.Name)]
public sealed class QualityHttpTests(ServingApi host)
{
    [Fact]
    public async Task A_golden_dataset_is_made_run_and_listed()
    {
        string name = await host.ServeAsync();
        var trainer = host.As(Role.Trainer);
        var made = await trainer.PostAsync("/api/quality/golden-datasets", ApiHost.Json($$$"""
            {"name":"loans","model_id":"{{{name}}}","jurisdiction":"eu","document_type":"application",
             "cases":[{"row":{"x":0.5,"c":"a"},"expected":{"prediction":"yes"},"must":true},
                      {"id":"two","row":{"x":0.5,"c":"b"},"expected":{"prediction":"no"}}]}
            """));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var golden = await Read(made);
        string id = golden.GetProperty("id").GetString()!;
        Assert.Equal($"/api/quality/golden-datasets/{id}", made.Headers.Location!.ToString());
        var run = await Read(await trainer.PostAsync($"/api/quality/golden-datasets/{id}/run", ApiHost.Json("{}")));
        Assert.Equal((2, 1, 1, false), (run.GetProperty("cases").GetInt32(), run.GetProperty("passes").GetInt32(),
            run.GetProperty("fails").GetInt32(), run.GetProperty("passed").GetBoolean()));
        Assert.Equal("two", run.GetProperty("failures")[0].GetProperty("case_id").GetString());

        await Read(await trainer.PostAsync($"/api/quality/golden-datasets/{id}/versions", ApiHost.Json(
            """{"note":"mended","cases":[{"row":{"x":0.5,"c":"b"},"expected":{"prediction":"yes"}}]}""")));
        var passed = await Read(await trainer.PostAsync($"/api/quality/golden-datasets/{id}/run", ApiHost.Json("{}")));
        Assert.True(passed.GetProperty("passed").GetBoolean());
        Assert.Equal("two", passed.GetProperty("difference").GetProperty("fixed")[0].GetString());
        Assert.Equal(2, (await Read(await trainer.GetAsync($"/api/quality/golden-datasets/{id}"))).GetProperty("versions").GetArrayLength());
        Assert.Equal(2, (await Read(await trainer.GetAsync($"/api/quality/golden-datasets/{id}/cases?version=1")))
            .GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await Read(await trainer.GetAsync($"/api/quality/golden-datasets?model={name}&jurisdiction=eu&document_type=application")))
            .GetProperty("total").GetInt32());
        Assert.Equal(0, (await Read(await trainer.GetAsync($"/api/quality/golden-datasets?model={name}&jurisdiction=us")))
            .GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound,
            (await host.As(Role.Admin, workspace: "elsewhere").GetAsync($"/api/quality/golden-datasets/{id}")).StatusCode);
        Assert.Contains("golden_set", (await Read(await trainer.GetAsync($"/api/models/{name}/evidence"))).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_from_outside_are_counted_in_their_suite()
    {
        string name = await host.RegisterAsync(), suite = $"suite-{Guid.NewGuid():N}"[..20];
        var trainer = host.As(Role.Trainer);
        Assert.Equal("quality.suite-not-found", await Problems.CodeAsync(
            await trainer.GetAsync($"/api/quality/regression-tests/suite/{suite}/summary"), HttpStatusCode.NotFound));
        string first = "";
        foreach (var (test, result) in ((string, string)[])[("a", "pass"), ("b", "fail"), ("c", "skipped"), ("d", "error")])
        {
            var reported = await Read(await trainer.PostAsync("/api/quality/regression-tests", ApiHost.Json(
                $$"""{"suite":"{{suite}}","name":"{{test}}","model_id":"{{name}}","result":"{{result}}","detail":"by the pipeline"}""")));
            Assert.Equal(result, reported.GetProperty("result").GetString());
            if (first.Length == 0) first = reported.GetProperty("id").GetString()!;
        }

        var summary = await Read(await trainer.GetAsync($"/api/quality/regression-tests/suite/{suite}/summary"));
        Assert.Equal((4, 1, 1, 1, 1), (summary.GetProperty("total").GetInt32(), summary.GetProperty("pass").GetInt32(),
            summary.GetProperty("fail").GetInt32(), summary.GetProperty("skipped").GetInt32(), summary.GetProperty("error").GetInt32()));
        Assert.Equal(["b", "d"], summary.GetProperty("not_passing").EnumerateArray().Select(test => test.GetProperty("name").GetString()));
        await trainer.PostAsync("/api/quality/regression-tests", ApiHost.Json(
            $$"""{"suite":"{{suite}}","name":"a","model_id":"{{name}}","result":"fail"}"""));
        var again = await Read(await trainer.GetAsync($"/api/quality/regression-tests/{first}"));
        Assert.Equal(("fail", 2), (again.GetProperty("result").GetString(), again.GetProperty("outcomes").GetArrayLength()));
        Assert.Equal(2, (await Read(await trainer.GetAsync($"/api/quality/regression-tests?suite={suite}&result=fail")))
            .GetProperty("total").GetInt32());
        Assert.Equal("quality.nothing-to-run", await Problems.CodeAsync(
            await trainer.PostAsync($"/api/quality/regression-tests/{first}/run", ApiHost.Json("{}")), HttpStatusCode.UnprocessableEntity));
    }

    private static async Task<JsonElement> Read(HttpResponseMessage answer)
    {
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement;
    }
}
