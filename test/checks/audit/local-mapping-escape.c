// A local mapping is the running thread's alone.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-local-mapping-escape drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/highmem.h>
struct work_struct { int n; };
bool schedule_work(struct work_struct *work);
int smp_call_function_single(int cpu, void (*f)(void *), void *info, int wait);
int request_irq(unsigned int irq, void *handler, unsigned long flags, const char *name, void *data);
void fill(void *at);
struct job { char *from; int n; struct work_struct work; };

int broken(struct page *page)
{
	char *a = kmap_local_page(page);

	// CHECK: audited.c:[[@LINE+2]]:2: warning: the address of a local mapping is handed to another context, which does not have it [kphys-local-mapping-escape]
	// CHECK-NEXT: audited.c:[[@LINE-3]]:12: note: kmap_local_page() makes it here
	smp_call_function_single(1, fill, a + 64, 1);
	kunmap_local(a);
	return 0;
}

void by_struct(struct page *page, struct job *job)
{
	job->from = kmap_local_page(page);
	job->n = 64;
	// CHECK: audited.c:[[@LINE+1]]:2: warning: the address of a local mapping is handed
	schedule_work(&job->work);
}

void by_initializer(struct page *page)
{
	char *a = kmap_atomic(page);
	struct job job = { .from = a, .n = 3 };

	// CHECK: audited.c:[[@LINE+1]]:2: warning: the address of a local mapping is handed
	smp_call_function_single(1, fill, &job, 1);
	kunmap_atomic(a);
}

int repaired(struct page *page, struct job *job)
{
	char *a = kmap_local_page(page);

	job->n = a[0];
	kunmap_local(a);
	schedule_work(&job->work);
	return request_irq(7, fill, 0, a == NULL ? "none" : "some", job);
}

void another_job(struct page *page, struct job *job, struct job *other)
{
	other->from = kmap_local_page(page);
	schedule_work(&job->work);
}
