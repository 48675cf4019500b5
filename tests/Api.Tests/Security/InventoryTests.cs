using System.Net;
using System.Text.Json.Nodes;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Security;

/// <summary>API9:2023, improper inventory management: what is described is what there is, and nothing else answers.</summary>
/// <remarks>Endpoints and the table of permissions are held together in <see cref="RouteWalkTests"/>.</remarks>
[Collection(SecurityCollection.Name)]
public sealed class InventoryTests(SecurityApi host)
{
    /// <summary>Addresses that are no part of the API: pages, the description itself, probes.</summary>
    private static readonly string[] Undescribed = ["/", "/openapi/{documentName}.json", "/metrics", "/dashboard/{**path}"];

    [Fact]
    public void Every_row_of_the_table_is_described_and_every_operation_has_a_row()
    {
        var described = host.Operations.Select(operation => RouteRule.IdentityOf(operation.Method, operation.Path)).ToHashSet();
        var rows = RouteTable.Rules.Where(rule => !rule.IsForAllBelow).ToArray();
        string[] undescribed =
        [
            .. from rule in rows
               where !Undescribed.Contains(rule.Pattern) && !IsOfTheProtocol(rule.Pattern)
               where !described.Contains(rule.Identity) && !rule.Identity.Contains("/health/", StringComparison.Ordinal)
               select rule.Identity,
        ];
        string[] unlisted =
        [
            .. from identity in described
               where !rows.Any(rule => rule.Identity == identity)
               where !RouteTable.Rules.Any(rule => rule.Covers(identity.Split(' ')[0], identity.Split(' ')[1]))
               select identity,
        ];
        Assert.Empty(undescribed);
        Assert.Empty(unlisted);
    }

    /// <summary>Inference over the Open Inference Protocol is described by the protocol's own documents.</summary>
    private static bool IsOfTheProtocol(string pattern) => pattern.StartsWith("/inference.GRPCInferenceService/", StringComparison.Ordinal)
        || (pattern.StartsWith("/v2/", StringComparison.Ordinal) && pattern.EndsWith("/infer", StringComparison.Ordinal));

    /// <summary>What scanners ask for.</summary>
    [Theory]
    [InlineData("/swagger"), InlineData("/swagger/v1/swagger.json"), InlineData("/graphql"), InlineData("/actuator"), InlineData("/actuator/env")]
    [InlineData("/.git/config"), InlineData("/.env"), InlineData("/appsettings.json"), InlineData("/web.config"), InlineData("/admin")]
    [InlineData("/debug/pprof"), InlineData("/server-status"), InlineData("/trace"), InlineData("/elmah.axd"), InlineData("/api")]
    [InlineData("/api/v1")]
    [InlineData("/api/v2/models"), InlineData("/api/internal"), InlineData("/api/test"), InlineData("/v1/models"), InlineData("/openapi/v2.json")]
    [InlineData("/openapi/v1.yaml"), InlineData("/keys/master.key"), InlineData("/kolosal.db"), InlineData("/orleans")]
    [InlineData("/_framework/debug")]
    [InlineData("/health"), InlineData("/ping"), InlineData("/api/2.0/mlflow/users/get"), InlineData("/api/3.0/mlflow/traces/search")]
    public async Task Nothing_answers_that_is_not_in_the_table(string path)
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
        {
            using var admin = host.WithKey(ApiHost.AdminKey);
            using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Post ? ApiHost.Json("{}") : null };
            using var answer = await admin.SendAsync(request);
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{method} {path}: {answer.StatusCode}");
        }
    }

    /// <summary>Each operation says how its caller proves who it is; those that ask for nothing are the public rows.</summary>
    [Fact]
    public async Task The_document_tells_which_operations_need_credentials()
    {
        using var anonymous = host.Anonymous();
        var document = JsonNode.Parse(await anonymous.GetStringAsync("/openapi/v1.json"))!;
        var schemes = document["components"]!["securitySchemes"]!.AsObject();
        Assert.NotEmpty(schemes);
        bool everywhere = document["security"] is JsonArray { Count: > 0 };
        foreach (var rule in RouteTable.Rules.Where(
            rule => rule.Permission is not null && rule.Pattern.StartsWith("/api/", StringComparison.Ordinal)))
        {
            var operation = document["paths"]!.AsObject().Where(path => RouteRule.IdentityOf(rule.Method, path.Key) == rule.Identity)
                .Select(path => path.Value![rule.Method.ToLowerInvariant()]).FirstOrDefault(found => found is not null);
            if (operation is null) continue;
            Assert.True(everywhere || operation["security"] is JsonArray { Count: > 0 }, $"{rule.Identity} names no credentials.");
        }
    }
}
