using System.Net;
using System.Xml.Linq;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Models;

[Collection(ServingCollection.Name)]
public sealed class ModelExportHttpTests(ServingApi host)
{
    [Fact]
    public async Task A_version_leaves_in_each_format_as_a_file()
    {
        string name = await host.RegisterAsync();
        var bob = host.As(Role.Admin, subject: "bob");
        byte[] package = await ExportAsync(bob, $"{name}:1", "package", "application/octet-stream", $"{name}-1.kolosal");
        Assert.Equal(await bob.GetByteArrayAsync($"/api/models/{name}:1/download"), package);

        byte[] onnx = await ExportAsync(bob, $"{name}:1", "onnx", "application/octet-stream", $"{name}-1.onnx");
        Assert.Equal([0x08, 8], onnx[..2]); // field 1 of a model in ONNX, the IR version, is 8

        using var pmml = new MemoryStream(await ExportAsync(bob, $"{name}:1", "pmml", "application/xml", $"{name}-1.pmml"));
        Assert.Equal("4.4", (string?)XDocument.Load(pmml).Root!.Attribute("version"));

        string source = System.Text.Encoding.UTF8.GetString(await ExportAsync(bob, $"{name}:1", "csharp", "text/x-csharp", $"{name}-1.cs"));
        Assert.Contains("public static class Scorer", source);
        Assert.Contains("Classes = { \"no\", \"yes\" }", source);
    }

    [Fact]
    public async Task What_cannot_be_exported_is_refused_with_its_reason()
    {
        string name = await host.RegisterAsync();
        var bob = host.As(Role.Admin, subject: "bob");
        Assert.Equal("models.not-found", await Problems.CodeAsync(await PostAsync(bob, "nobody:1", "onnx"), HttpStatusCode.NotFound));
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(bob, $"{name}:7", "onnx")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(bob, $"{name}:1", "excel")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await bob.PostAsync("/api/export/model", ApiHost.Json("{}"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(host.As(Role.Consumer), $"{name}:1", "onnx")).StatusCode);
    }

    private static async Task<byte[]> ExportAsync(HttpClient client, string model, string format, string type, string file)
    {
        var answer = await PostAsync(client, model, format);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(file, answer.Content.Headers.ContentDisposition!.FileNameStar ?? answer.Content.Headers.ContentDisposition.FileName);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string model, string format) =>
        client.PostAsync("/api/export/model", ApiHost.Json($$"""{"model_id":"{{model}}","format":"{{format}}"}"""));
}
