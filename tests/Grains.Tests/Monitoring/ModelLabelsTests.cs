using Microsoft.Extensions.Options;

namespace Kolosal.Monitoring;

public class ModelLabelsTests
{
    [Fact]
    public void A_model_has_labels_of_its_own_until_there_are_too_many()
    {
        var labels = new ModelLabels(Options.Create(new MetricsOptions { Models = 2 }));
        Assert.Equal(("a", "m"), Of(labels, "a/m"));
        Assert.Equal(("b", "m"), Of(labels, "b/m"));
        for (int i = 0; i < 1_000; i++) Assert.Equal((ModelLabels.Other, ModelLabels.Other), Of(labels, $"a/model-{i}"));
        Assert.Equal(("a", "m"), Of(labels, "a/m"));
        Assert.Equal(["a/m", "b/m"], labels.Models.Select(model => model.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void However_many_callers_come_at_once_the_bound_holds()
    {
        var labels = new ModelLabels(Options.Create(new MetricsOptions { Models = 10 }));
        Parallel.For(0, 1_000, i => Of(labels, $"w/m{i % 50}"));
        Assert.Equal(10, labels.Models.Count());
    }

    private static (string? Workspace, string? Model) Of(ModelLabels labels, string model)
    {
        var found = labels.Of(model);
        Assert.Equal(("workspace", "model"), (found[0].Key, found[1].Key));
        return (found[0].Value as string, found[1].Value as string);
    }
}
