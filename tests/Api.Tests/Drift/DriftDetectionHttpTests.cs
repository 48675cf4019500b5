using System.Net;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Drift;

[Collection(ServingCollection.Name)]
public class DriftDetectionHttpTests(ServingApi host)
{
    private const string Detections = "/api/modelops/drift-detections";

    [Fact]
    public async Task A_report_by_hand_goes_through_its_workflow()
    {
        string name = await host.RegisterAsync();
        using var admin = host.As(Role.Admin);
        var made = await admin.PostAsync(Detections, ApiHost.Json(
            $$"""{"model_id":"{{name}}","type":"concept_drift","severity":"high","summary":"errors doubled","detector":"evidently","rows":400}"""));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var detection = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement;
        string id = detection.GetProperty("id").GetString()!, path = $"{Detections}/{id}";
        Assert.Equal(path, made.Headers.Location!.ToString());
        Assert.Equal(("open", "concept_drift", "high"), (detection.GetProperty("status").GetString()!, detection.GetProperty("type").GetString()!,
            detection.GetProperty("severity").GetString()!));

        var read = await admin.GetAsync(path);
        string tag = read.Headers.ETag!.Tag;
        using var stale = Patch(path, "investigating", "\"99\"");
        Assert.Equal("drift.detection-changed", await Problems.CodeAsync(await admin.SendAsync(stale), HttpStatusCode.PreconditionFailed));
        using var fresh = Patch(path, "investigating", tag);
        Assert.Equal(HttpStatusCode.OK, (await admin.SendAsync(fresh)).StatusCode);
        using var back = Patch(path, "open");
        var refused = await admin.SendAsync(back);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        string said = await refused.Content.ReadAsStringAsync();
        Assert.Contains("resolved, false_positive", said, StringComparison.Ordinal);
        using var end = Patch(path, "false_positive");
        Assert.Equal(HttpStatusCode.OK, (await admin.SendAsync(end)).StatusCode);

        var listed = JsonDocument.Parse(await admin.GetStringAsync($"{Detections}?model_id={name}&status=false_positive")).RootElement;
        Assert.Equal(id, listed.GetProperty("items").EnumerateArray().Single().GetProperty("id").GetString());
    }

    [Fact]
    public async Task What_cannot_be_taken_is_refused()
    {
        using var admin = host.As(Role.Admin);
        string name = await host.RegisterAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await admin.PostAsync(Detections, ApiHost.Json(
            """{"model_id":"nobody","type":"data_drift","severity":"low","summary":"x"}"""))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsync(Detections, ApiHost.Json(
            $$"""{"model_id":"{{name}}","type":"weather","severity":"low","summary":"x"}"""))).StatusCode);
        Assert.Equal("drift.bad-report", await Problems.CodeAsync(await admin.PostAsync(Detections, ApiHost.Json(
            $$"""{"model_id":"{{name}}","type":"data_drift","severity":"low","summary":"x","detected_at":"2999-01-01T00:00:00Z"}""")),
            HttpStatusCode.BadRequest));
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"{Detections}/dd_nothing")).StatusCode);
        using var patch = Patch($"{Detections}/dd_nothing", "resolved");
        Assert.Equal(HttpStatusCode.NotFound, (await admin.SendAsync(patch)).StatusCode);
    }

    private static HttpRequestMessage Patch(string path, string status, string? tag = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, $"{path}/status")
        {
            Content = ApiHost.Json($$"""{"status":"{{status}}","note":"why"}"""),
        };
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
        return request;
    }
}
