public class V1__Init extends BaseJavaMigration {}
