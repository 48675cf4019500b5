namespace Kolosal.Api.Tests.Tracking;

/// <summary>A client that somebody else wrote logs to this server.</summary>
[Collection(ApiCollection.Name)]
public sealed class MlflowNodeClientTests(ApiHost host)
{
    private const string Script = """
        const MLflow = require('mlflow').default ?? require('mlflow');
        const [endpoint, key] = process.argv.slice(2);
        console.log = () => {};
        const assert = require('assert');
        (async () => {
          const mlflow = new MLflow({ endpoint, headers: { Authorization: `Bearer ${key}` } });
          const { experiment_id } = await mlflow.Experiments.create({ name: 'from node' });
          assert.strictEqual((await mlflow.Experiments.get({ experiment_id })).experiment.name, 'from node');
          assert((await mlflow.Experiments.list()).experiments.some(e => e.experiment_id === experiment_id));
          const { run } = await mlflow.Runs.create({ experiment_id, user_id: 'node', start_time: Date.now(), tags: [{ key: 'a', value: 'b' }] });
          const run_id = run.info.run_id;
          for (let step = 0; step < 5; step++)
            await mlflow.Runs.logMetric({ run_id, key: 'loss', value: 1 / (step + 1), timestamp: Date.now(), step });
          await mlflow.Runs.logParameter({ run_id, key: 'lr', value: '0.1' });
          await mlflow.Runs.logBatch({ run_id, metrics: [{ key: 'acc', value: 0.9, timestamp: Date.now(), step: 0 }],
            params: [{ key: 'depth', value: '3' }], tags: [{ key: 'c', value: 'd' }] });
          await mlflow.Runs.setTag({ run_id, key: 'e', value: 'f' });
          await mlflow.Runs.deleteTag({ run_id, key: 'a' });
          await mlflow.Runs.update({ run_id, status: 'FINISHED', end_time: Date.now() });
          const history = await mlflow.Metrics.getHistory({ run_id, metric_key: 'loss' });
          assert.deepStrictEqual(history.metrics.map(m => m.value), [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5]);
          const found = await mlflow.Runs.search({ experiment_ids: [experiment_id], filter: "metrics.acc > 0.5 and params.depth = '3'" });
          assert.deepStrictEqual(found.runs.map(r => r.info.run_id), [run_id]);
          assert.strictEqual(found.runs[0].info.status, 'FINISHED');
          assert.deepStrictEqual(found.runs[0].data.tags.filter(t => t.key.length === 1), [{ key: 'c', value: 'd' }, { key: 'e', value: 'f' }]);
          assert.strictEqual((await mlflow.Artifacts.list({ run_id, path: '' })).root_uri, run.info.artifact_uri);
          await mlflow.Runs.delete({ run_id });
          await mlflow.Runs.restore({ run_id });
          await mlflow.Experiments.update({ experiment_id, new_name: 'from node, renamed' });
          await mlflow.Experiments.delete({ experiment_id });
          await mlflow.Experiments.restore({ experiment_id });
          await assert.rejects(mlflow.Runs.get({ run_id: '0'.repeat(32) }), /RESOURCE_DOES_NOT_EXIST/);
          process.stdout.write('all done');
        })().catch(fault => { console.error(fault); process.exit(1); });
        """;

    [NodeClientFact]
    public void The_client_s_calls_do_what_they_say()
    {
        using var client = host.Anonymous();
        var (code, output) = NodeClientFactAttribute.Run(Script, client.BaseAddress!.ToString().TrimEnd('/'), ApiHost.AdminKey);
        Assert.True(code == 0 && output.Contains("all done", StringComparison.Ordinal), output);
    }
}
