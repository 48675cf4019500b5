using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Predictions;

[Collection(ServingCollection.Name)]
public sealed class LineStreamTests(ServingApi host)
{
    [Fact]
    public async Task The_first_answer_comes_before_the_last_line_is_sent()
    {
        string name = await host.ServeAsync();
        var address = host.ClientOptions.BaseAddress;
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        var stream = socket.GetStream();
        await SendAsync($"POST /api/predict/batch?model_id={name} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer "
            + $"{ApiHost.Token([Role.Consumer])}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        await ChunkAsync("{\"x\":1,\"c\":\"a\"}\n");
        var read = new StringBuilder();
        await ReadUntilAsync(text => text.Contains("prediction_id", StringComparison.Ordinal));
        Assert.Contains("200 OK", read.ToString(), StringComparison.Ordinal);
        Assert.Single(Ids(read.ToString()));

        await ChunkAsync("[2,\"b\"]\n[3,");
        await ReadUntilAsync(text => Ids(text).Length == 2);
        await ChunkAsync("\"b\"]"); // the last line may have no end
        await SendAsync("0\r\n\r\n");
        await ReadUntilAsync(text => text.EndsWith("0\r\n\r\n", StringComparison.Ordinal));
        string[] ids = Ids(read.ToString());
        Assert.Equal((3, 3), (ids.Length, ids.Distinct().Count()));

        Task ChunkAsync(string text) =>
            SendAsync(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n"));

        async Task SendAsync(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text));

        async Task ReadUntilAsync(Func<string, bool> enough)
        {
            byte[] buffer = new byte[4096];
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            while (!enough(read.ToString()))
            {
                int length = await stream.ReadAsync(buffer, patience.Token);
                Assert.True(length > 0, $"The answer ended early: {read}");
                read.Append(Encoding.UTF8.GetString(buffer, 0, length));
            }
        }
    }

    [Fact]
    public async Task A_line_that_cannot_be_predicted_ends_the_stream_and_says_which_it_is_and_what_was_answered()
    {
        string name = await host.ServeAsync();
        string[] lines = await LinesAsync(name, "[1,\"a\"]\n\n{\"x\":2,\"c\":\"b\"}\n[\"old\",\"a\"]\n[4,\"a\"]\n");
        Assert.Equal(3, lines.Length);
        Assert.All(lines[..2], line => Assert.StartsWith("prd_", JsonDocument.Parse(line).RootElement.GetProperty("prediction_id").GetString()));
        var error = JsonDocument.Parse(lines[2]).RootElement.GetProperty("error");
        Assert.Equal((422, "predict.bad-rows", 4, 2), (error.GetProperty("status").GetInt32(), error.GetProperty("code").GetString(),
            error.GetProperty("line").GetInt32(), error.GetProperty("answered").GetInt32()));
        Assert.Contains("$.rows[2].x", error.GetProperty("errors").EnumerateObject().Select(path => path.Name));

        // What was answered is counted, what was not is not.
        var stats = await Eventually.HoldsAsync(
            async () => JsonDocument.Parse(await host.As(Role.Auditor).GetStringAsync($"/api/predict/stats/{name}")).RootElement,
            found => found.GetProperty("rows").GetInt32() >= 2);
        Assert.Equal(2, stats.GetProperty("rows").GetInt32());
    }

    [Theory]
    [InlineData("[\"old\",\"a\"]\n", "Line 1")]
    [InlineData("\n[1,\"a\"],[2,\"b\"]\n", "Line 2")]
    [InlineData("nonsense\n", "Line 1")]
    [InlineData("", "Line 1")]
    public async Task A_first_line_that_cannot_be_predicted_is_the_answer(string body, string says)
    {
        string name = await host.ServeAsync();
        using var answer = await PostAsync(name, body);
        Assert.Equal("predict.bad-rows", await Problems.CodeAsync(answer, HttpStatusCode.UnprocessableEntity));
        Assert.Contains(says, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Many_lines_go_in_several_records_and_come_back_in_order()
    {
        string name = await host.ServeAsync();
        string[] lines = await LinesAsync(name, string.Join('\n', Enumerable.Range(0, 1_500).Select(i => $"[{i},\"a\"]")));
        Assert.Equal(1_500, lines.Length);
        var batches = lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("prediction_id").GetString()![..36]).Distinct();
        Assert.True(batches.Count() >= 3);
    }

    [Fact]
    public async Task Who_wants_one_document_gets_one()
    {
        string name = await host.ServeAsync();
        using var client = host.As(Role.Consumer);
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        using var answer = await client.PostAsync($"/api/predict/batch?model_id={name}", Body("[1,\"a\"]\n[2,\"b\"]\n"));
        Assert.Equal(2, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("predictions").GetArrayLength());
    }

    private async Task<string[]> LinesAsync(string model, string body)
    {
        using var answer = await PostAsync(model, body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text.TrimEnd('\n').Split('\n');
    }

    private Task<HttpResponseMessage> PostAsync(string model, string body) =>
        host.As(Role.Consumer).PostAsync($"/api/predict/batch?model_id={model}", Body(body));

    private static ByteArrayContent Body(string body) =>
        new(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };

    private static string[] Ids(string text) => [.. text.Split('"').Where(part => part.StartsWith("prd_", StringComparison.Ordinal))];
}
