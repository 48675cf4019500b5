using Kolosal.Models;

namespace Kolosal.Support;

/// <summary>A registered model with one numeric input, one protected one, and a reference for its monitors.</summary>
internal static class MonitoredModel
{
    public static async Task RegisterAsync(PlatformSilo silo, ModelKey model)
    {
        // Deciles of the standard normal distribution; a thousand rows in each tenth.
        double[] edges = [-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816];
        var x = new ColumnReference("x", false, false, [], [.. edges], [.. Enumerable.Repeat(1000L, 10)], 0, -4, 4);
        var sex = new ColumnReference("sex", true, true, ["female", "male"], [], [5000, 5000], 0, 0, 0);
        var decisions = new ColumnReference("risk", true, false, ["bad", "good"], [], [5000, 5000], 0, 0, 0);
        var registered = await silo.Grains.Model(model).RegisterAsync(new(
            new string('a', 64), new(model.Workspace, new string('a', 64), 1), "", "", "key_author", "run_1", "ds_1", "prior", "binary", "risk",
            new("roc_auc", [], 800, 100, 100, 0.5), new(0, "binary", ["bad", "good"], 1, [x, sex], decisions)));
        Assert.True(registered.Accepted, registered.Refusal?.Message);
        Assert.Equal(1, registered.Value);
    }
}
