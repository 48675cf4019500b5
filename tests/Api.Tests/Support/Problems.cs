using System.Net;
using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

/// <summary>What every refusal must look like.</summary>
internal static class Problems
{
    /// <summary>Asserts status and shape, and answers the problem's code.</summary>
    public static async Task<string> CodeAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode,
            $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri}: expected {status}, got {response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(body);
        Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.RootElement.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.RootElement.GetProperty("detail").GetString()!);
        Assert.NotEmpty(problem.RootElement.GetProperty("trace_id").GetString()!);
        AssertNoLeak(body);
        return problem.RootElement.GetProperty("code").GetString()!;
    }

    /// <summary>No stack frame, no type of ours, no path of this machine.</summary>
    public static void AssertNoLeak(string body) => Assert.Null(Leaks.Find(body));
}
